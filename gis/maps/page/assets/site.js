// "May this stand here?": tap the map, use the device's position, or type coordinates. Nothing leaves
// the page.

// A finger hides this many pixels around the point that is meant, a mouse's pointer one.
const FINGER_PX = 8;
const POSITION = { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 };

function buildSite(map, page, closeCard) {
  const words = page.site_words;
  const panel = byId('site');
  const open = byId('site-open');
  const result = el('div', { class: 'site-result', 'aria-live': 'polite' });
  const said = el('p', { class: 'site-said', role: 'status' });
  const typed = el('input', { type: 'text', id: 'site-typed', spellcheck: 'false', maxlength: 60,
    autocomplete: 'off', 'aria-label': words.coordinates, placeholder: words.typed });
  const locate = el('button', { type: 'button', class: 'site-locate' }, words.locate);
  const form = el('form', { class: 'site-form' }, typed, el('button', { type: 'submit' }, words.go));
  const closer = el('button', { type: 'button', class: 'site-close', 'aria-label': words.close }, '×');
  const spot = makeSpot(map, panel);
  let reading = null;
  let site = null;
  let asked = 0;

  panel.append(el('div', { class: 'card-head' }, el('h2', null, words.ask), closer),
    el('div', { class: 'card-body' }, said, result,
      el('div', { class: 'site-ways' }, locate, form)));
  open.textContent = words.ask;
  open.hidden = false;

  function say(text) {
    said.textContent = text;
    said.hidden = !text;
  }

  async function ready() {
    if (!('DecompressionStream' in window)) {
      throw new Error(words.old_browser);
    }
    reading = reading || readSite(page);
    site = await reading;
    if (!site.places) {
      throw new Error(words.no_place);
    }
    return site;
  }

  // Whatever was asked before and has not been answered yet shall not answer any more.
  function nextTurn() {
    asked += 1;
    return asked;
  }

  function refuse(text) {
    result.replaceChildren();
    spot.clear();
    say(text);
  }

  async function ask(lat, lng, error, hint) {
    const turn = nextTurn();
    try {
      await ready();
      if (turn === asked) {
        result.replaceChildren(...answerCard(site, answerFor(site, lng, lat, error), hint));
        say('');
        panel.querySelector('.card-body').scrollTop = 0;
        spot.put(lat, lng, error);
      }
    } catch (fault) {
      refuse(fault.message);
    }
  }

  function tap(event) {
    const { latlng, originalEvent } = event;
    const point = map.latLngToContainerPoint(latlng);
    const beside = map.containerPointToLatLng(point.add([1, 0]));
    const finger = originalEvent && originalEvent.pointerType === 'touch';
    const error = map.distance(latlng, beside) * (finger ? FINGER_PX : 1);
    ask(latlng.lat, latlng.lng, error, error > 20 ? words.zoom_in : '');
  }

  function useDevice() {
    const turn = nextTurn();
    if (!navigator.geolocation) {
      refuse(words.denied);
      return;
    }
    refuse(words.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        if (turn === asked) {
          map.setView([latitude, longitude], Math.max(map.getZoom(), 15), { animate: false });
          ask(latitude, longitude, accuracy, '');
        }
      },
      (fault) => turn === asked && refuse(fault.code === 1 ? words.denied : words.no_fix),
      POSITION,
    );
  }

  async function useTyped(event) {
    event.preventDefault();
    try {
      const place = readCoordinates(typed.value, (await ready()).places);
      if (place) {
        map.setView([place[1], place[0]], Math.max(map.getZoom(), 14), { animate: false });
        ask(place[1], place[0], 0, '');
      } else {
        nextTurn();
        refuse(words.not_understood);
      }
    } catch (fault) {
      refuse(fault.message);
    }
  }

  function close() {
    if (!panel.hidden) {
      nextTurn();
      panel.hidden = true;
      open.hidden = false;
      spot.clear();
      map.getContainer().classList.remove('asking');
      open.setAttribute('aria-expanded', 'false');
    }
  }

  open.addEventListener('click', () => {
    closeCard();
    panel.hidden = false;
    open.hidden = true;
    open.setAttribute('aria-expanded', 'true');
    map.getContainer().classList.add('asking');
    refuse(words.hint);
    panel.focus({ preventScroll: true });
    byId('mapbox').scrollIntoView({ block: 'nearest' });
    ready().catch((fault) => refuse(fault.message));
  });
  closer.addEventListener('click', () => {
    close();
    open.focus();
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      close();
      open.focus();
    }
  });
  locate.addEventListener('click', useDevice);
  form.addEventListener('submit', useTyped);
  return { asking: () => !panel.hidden, tap, close };
}

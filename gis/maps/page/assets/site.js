// "May this stand here?": tap the map, use the device's position, or type coordinates. The data is
// unpacked when it is first asked for, and nothing leaves the page.

// A finger hides this many pixels around the point that is meant, a mouse's pointer one.
const FINGER_PX = 8;
const POSITION = { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 };

async function readSite(page) {
  const site = { ...await readIsland('nuong-site'), lang: page.lang,
    words: page.site_words, lines: {} };
  for (const [name, meta] of Object.entries(site.land)) {
    site.lines[name] = unpackOutlines(meta, await readBytes(`nuong-site-${name}`));
  }
  if (site.cells && site.places) {
    const plane = async (name) => summed(await readBytes(`nuong-site-${name}`), site.cells.cols);
    site.planes = {
      slope: await plane('slope'),
      law: site.cells.judgements.length ? await plane('law') : null,
      zones: await Promise.all(site.cells.zones.map((_, number) => plane(`zone-${number}`))),
    };
  }
  return site;
}

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
  const spot = L.featureGroup();
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

  function mark(lat, lng, error) {
    spot.clearLayers();
    const look = { interactive: false, color: '#111', weight: 2, fill: false };
    if (error > 0) {
      spot.addLayer(L.circle([lat, lng], { ...look, radius: error, color: '#fff', weight: 5 }));
      spot.addLayer(L.circle([lat, lng], { ...look, radius: error, dashArray: '6 4' }));
    }
    spot.addLayer(L.circleMarker([lat, lng], { ...look, radius: 7, fill: true, fillColor: '#fff',
      fillOpacity: 1, weight: 3 }));
    spot.addTo(map);
  }

  // The place goes beside the panel on a wide screen and above it on a narrow one.
  function bringIntoView(lat, lng) {
    const wide = window.innerWidth > 820;
    const { offsetWidth, offsetHeight } = panel;
    map.panInside([lat, lng], {
      paddingTopLeft: wide ? [offsetWidth + 70, 70] : [30, 70],
      paddingBottomRight: wide ? [40, 60] : [30, offsetHeight + 30],
      animate: false,
    });
  }

  // Whatever was asked before and has not been answered yet shall not answer any more.
  function nextTurn() {
    asked += 1;
    return asked;
  }

  function refuse(text) {
    result.replaceChildren();
    spot.clearLayers();
    say(text);
  }

  async function ask(lat, lng, error, hint) {
    const turn = nextTurn();
    try {
      await ready();
      if (turn === asked) {
        result.replaceChildren(...answerCard(site, answerFor(site, lng, lat, error), hint));
        say('');
        mark(lat, lng, error);
        panel.querySelector('.card-body').scrollTop = 0;
        bringIntoView(lat, lng);
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
      spot.remove();
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

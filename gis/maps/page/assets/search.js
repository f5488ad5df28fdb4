// Search for a commune or a plot, without diacritics and case. Nothing is guessed: a text is found
// only where it stands, and every match is listed.

const MOST_FOUND = 12;

function searchable(layers) {
  return layers.filter((layer) => layer.search).flatMap((layer) => layer.rows.map((row, index) => ({
    layer, index, name: row[0], key: folded(row[0]), rank: layer.search === 'communes' ? 0 : 1,
  })));
}

function matches(entries, query) {
  const key = folded(query);
  if (!key) {
    return [];
  }
  return entries
    .filter((entry) => entry.key.includes(key))
    .sort((a, b) => a.rank - b.rank || a.key.indexOf(key) - b.key.indexOf(key))
    .slice(0, MOST_FOUND);
}

function buildSearch(map, page, layers, card) {
  const form = byId('search');
  const input = byId('query');
  const list = byId('found');
  const entries = searchable([...layers].reverse());
  input.placeholder = page.words.search;
  input.setAttribute('aria-label', page.words.search);
  input.title = page.words.search_hint;
  L.DomEvent.disableClickPropagation(form);
  L.DomEvent.disableScrollPropagation(form);

  function show(entry) {
    list.hidden = true;
    const part = entry.layer.parts[entry.index];
    if (part) {
      // The card takes the left of a wide screen: what was found goes beside it.
      const wide = window.innerWidth > 820;
      map.fitBounds(part.getBounds(), {
        maxZoom: 17,
        paddingTopLeft: wide ? [410, 60] : [20, 60],
        paddingBottomRight: wide ? [30, 30] : [20, 160],
      });
      card.open(entry.layer, entry.index, true);
    }
  }

  function listMatches() {
    const found = matches(entries, input.value);
    list.replaceChildren(...found.map((entry) => {
      const button = el('button', { type: 'button', dir: 'auto' }, entry.name,
        el('small', null, entry.layer.name));
      button.addEventListener('click', () => show(entry));
      return el('li', null, button);
    }));
    if (input.value.trim() && !found.length) {
      list.append(el('li', { class: 'none' }, page.words.no_match));
    }
    list.hidden = !input.value.trim();
    return found;
  }

  input.addEventListener('input', listMatches);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [first] = listMatches();
    if (first) {
      show(first);
    }
  });
  form.addEventListener('keydown', (event) => walk(event, input, list));
}

function walk(event, input, list) {
  if (event.key === 'Escape') {
    list.hidden = true;
    input.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !list.hidden) {
    event.preventDefault();
    const stops = [input, ...list.querySelectorAll('button')];
    const next = stops.indexOf(document.activeElement) + step;
    stops[Math.max(0, Math.min(stops.length - 1, next))].focus();
  }
}

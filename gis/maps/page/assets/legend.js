// The legend, which is also the switchboard: a checkbox, a swatch, a name and its hectares.

const SVG = 'http://www.w3.org/2000/svg';

function swatch(style) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'swatch');
  svg.setAttribute('viewBox', '0 0 28 18');
  svg.setAttribute('aria-hidden', 'true');
  const mark = document.createElementNS(SVG, style.fill ? 'rect' : 'line');
  const place = style.fill ? { x: 2, y: 2, width: 24, height: 14, rx: 2 }
    : { x1: 1, y1: 9, x2: 27, y2: 9 };
  const look = {
    ...place,
    stroke: style.colour,
    'stroke-width': Math.max(1.6, style.weight),
    'stroke-dasharray': style.dash.replace(' ', ','),
    fill: style.fill || 'none',
    'fill-opacity': Math.min(1, style.fill_opacity + 0.15),
  };
  for (const [name, value] of Object.entries(look)) {
    mark.setAttribute(name, value);
  }
  svg.append(mark);
  return svg;
}

function switchRow(name, area, picture, on, toggle) {
  const box = el('input', { type: 'checkbox', checked: on });
  box.addEventListener('change', () => toggle(box.checked));
  return el('label', { class: 'switch' }, box, picture,
    el('span', { class: 'switch-name', dir: 'auto' }, name),
    el('span', { class: 'switch-area' }, area || ''));
}

function buildLegend(map, page, layers, base, restack) {
  const panel = byId('panel-layers');
  panel.append(el('h2', { class: 'panel-title' }, page.words.legend),
    el('p', { class: 'hint' }, page.words.card_hint));
  let at = 0;
  for (const group of page.groups) {
    const rows = layers.slice(at, at + group.size).map((layer) => switchRow(
      layer.name, layer.area, swatch(page.styles[layer.style]), layer.shown,
      (on) => {
        if (on) {
          layer.group.addTo(map);
          restack();
        } else {
          layer.group.remove();
        }
      },
    ));
    at += group.size;
    panel.append(el('fieldset', null, el('legend', { dir: 'auto' }, group.title), rows,
      group.notes.map((note) => el('p', { class: 'note', dir: 'auto' }, note))));
  }
  panel.append(baseSwitches(map, page, base));
}

function baseSwitches(map, page, base) {
  const rows = [switchRow(page.words.terrain, '', el('span', { class: 'swatch hill' }), true,
    (on) => (on ? base.terrain.addTo(map) : base.terrain.remove()))];
  if (base.tiles) {
    rows.push(switchRow(page.words.tiles, '', el('span', { class: 'swatch' }), true,
      (on) => (on ? base.tiles.addTo(map) : base.tiles.remove())));
  }
  return el('fieldset', null, el('legend', null, page.words.terrain), rows,
    el('p', { class: 'note' }, page.words.terrain_unknown));
}

(() => {
'use strict';
// Every text becomes a text node: nothing here reads a string as markup.
const SVG = 'http://www.w3.org/2000/svg';
const SIDE = 600;

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    node.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) {
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return node;
}

function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, String(value));
  }
  return node;
}

async function readIsland(id) {
  const node = document.getElementById(id);
  if (node.type === 'application/json') {
    return JSON.parse(node.textContent);
  }
  const bytes = Uint8Array.from(atob(node.textContent), (c) => c.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(unpacked).text());
}

// From the ground up: lots, neighbours, the land at stake, the allocation itself.
const LOOKS = {
  lots: { fill: 'none', stroke: '#6b8e5a', 'stroke-width': 1.4, 'stroke-dasharray': '7 4' },
  others: { fill: '#b9dff6', 'fill-opacity': 0.4, stroke: '#3d6f8f', 'stroke-width': 1.6, 'stroke-dasharray': '3 3' },
  stake: { fill: '#d55e00', 'fill-opacity': 0.5, stroke: '#a83f00', 'stroke-width': 1.6 },
  own: { fill: 'none', stroke: '#111', 'stroke-width': 3.2 },
};

function path(rings, scale) {
  return rings.map((ring) => {
    const points = ring.map(([x, y]) => `${(x * scale).toFixed(1)} ${(y * scale).toFixed(1)}`);
    return `M${points.join('L')}Z`;
  }).join('');
}

function label(text, x, y, more) {
  const node = drawn('text', { x, y, 'font-size': 17, 'text-anchor': 'middle', ...more });
  node.textContent = text;
  return node;
}

// A round length of at most a third of the picture.
function scaleBar(size) {
  const third = size / 3;
  const power = 10 ** Math.floor(Math.log10(third));
  const length = [5, 2, 1].map((n) => n * power).find((n) => n <= third);
  const long = (length * SIDE) / size;
  const bar = drawn('g', { stroke: '#111', fill: '#111' });
  bar.append(drawn('rect', { x: 12, y: SIDE - 40, width: long + 16, height: 34, fill: '#fff', 'fill-opacity': 0.8, stroke: 'none' }));
  bar.append(drawn('path', { d: `M20 ${SIDE - 18}v6h${long}v-6`, fill: 'none', 'stroke-width': 2 }));
  bar.append(label(`${length} m`, 20 + long / 2, SIDE - 20, { stroke: 'none' }));
  return bar;
}

function north() {
  const arrow = drawn('g', { fill: '#111' });
  arrow.append(drawn('path', { d: `M${SIDE - 28} 46l10 -34 10 34 -10 -8z` }));
  arrow.append(label('B / N', SIDE - 32, 66, {}));
  return arrow;
}

function picture(sketch, name) {
  const scale = SIDE / sketch.size_m;
  const svg = drawn('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, role: 'img', 'aria-label': name });
  for (const [layer, look] of Object.entries(LOOKS)) {
    if (sketch[layer].length) {
      svg.append(drawn('path', { d: path(sketch[layer], scale), 'fill-rule': 'evenodd', ...look }));
    }
  }
  sketch.labels.forEach(([text, x, y]) => {
    svg.append(label(text, x * scale, y * scale, {
      fill: '#3f5a33', stroke: '#fff', 'stroke-width': 3, 'paint-order': 'stroke',
    }));
  });
  svg.append(scaleBar(sketch.size_m), north());
  return svg;
}

function key(words, sketch) {
  const named = { own: words.key_own, stake: words.key_stake, others: words.key_other, lots: words.key_lots };
  return el('p', { class: 'key' }, Object.entries(named)
    .filter(([layer]) => sketch[layer].length)
    .map(([layer, text]) => {
      const mark = drawn('svg', { viewBox: '0 0 28 12', 'aria-hidden': 'true' });
      mark.append(drawn('rect', { x: 2, y: 2, width: 24, height: 8, ...LOOKS[layer] }));
      return el('span', {}, mark, text);
    }));
}

function badge(severity, text) {
  return el('span', { class: `badge ${severity}` }, text);
}

function rows(lines, kind) {
  return el('table', { class: kind }, el('tbody', {}, lines.map(([name, ...texts]) => el('tr', {},
    el('th', { scope: 'row' }, name), texts.map((text) => el('td', { dir: 'auto' }, text))))));
}

function page(told, one) {
  const { words } = told;
  return el('section', { class: 'page' },
    told.banner ? el('p', { class: 'banner' }, told.banner) : null,
    el('header', {},
      el('div', {},
        el('p', {}, told.title),
        el('h1', { dir: 'auto' }, one.id),
        el('p', {}, badge(one.severity, one.badge), ` ${one.number}`)),
      el('p', { class: 'stake' }, one.stake[0], el('strong', {}, one.stake[1]))),
    rows(one.facts, 'facts'),
    el('ul', { class: 'findings' }, one.findings.map((finding) => el('li', { dir: 'auto' },
      badge(finding.severity, finding.badge), ` ${finding.kind}: ${finding.text}`,
      finding.citation ? el('span', { class: 'cite' }, finding.citation) : null))),
    el('div', { class: 'pair' },
      el('div', {}, el('p', { class: 'small' }, words.sketch),
        picture(one.sketch, words.sketch), key(words, one.sketch)),
      rows(one.figures, 'figures')),
    el('div', { class: 'write' },
      el('p', {}, `${words.field}:`), el('div', { class: 'rule' }), el('div', { class: 'rule' }),
      el('p', {}, `${words.signed}:`), el('div', { class: 'rule' })),
    el('footer', {}, el('span', {}, words.permit), el('span', {}, told.dated)));
}

function method(told) {
  return el('section', { class: 'page' },
    told.banner ? el('p', { class: 'banner' }, told.banner) : null,
    el('header', {}, el('h1', {}, told.title)),
    rows(told.facts, 'facts'),
    el('footer', {}, el('span', {}, told.words.permit), el('span', {}, told.dated)));
}

async function start() {
  const told = await readIsland('nuong-cases');
  const main = document.getElementById('pages');
  main.append(el('p', { class: 'hint' }, told.words.print),
    ...told.cases.map((one) => page(told, one)), method(told));
  document.documentElement.dataset.ready = 'yes';
}

start().catch((error) => {
  document.body.append(el('p', { role: 'alert' }, String(error)));
  console.error(error);
});
})();

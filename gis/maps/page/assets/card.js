// The card of one plot, zone or commune: a fixed table of labels and texts.

function makeCard(page, highlight) {
  const card = byId('card');
  let before = null;

  function close() {
    card.hidden = true;
    highlight(null);
    if (before) {
      before.focus();
      before = null;
    }
  }

  function open(layer, index, keyboard) {
    const [title, ...texts] = layer.rows[index];
    const rows = layer.fields.map((field, n) => (texts[n] === null ? null
      : el('tr', null, el('th', { scope: 'row' }, field), el('td', { dir: 'auto' }, texts[n]))));
    const button = el('button', { type: 'button', 'aria-label': page.words.card_close }, '×');
    button.addEventListener('click', close);
    card.replaceChildren(
      el('div', { class: 'card-head' },
        el('div', null,
          el('p', { class: 'badge' }, swatch(page.styles[layer.style]), layer.name),
          el('h2', { dir: 'auto' }, title)),
        button),
      el('div', { class: 'card-body' }, el('table', null, el('tbody', null, rows))),
    );
    card.hidden = false;
    card.scrollTop = 0;
    highlight(layer.shapes[index]);
    if (keyboard) {
      before = document.activeElement;
      card.focus();
    }
  }

  card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      close();
    }
  });
  return { open, close };
}

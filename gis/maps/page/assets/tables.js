// The side panel: its tabs, the ledger's tables and the title block.

function buildTabs(page) {
  const names = ['layers', 'ledger', 'about'];
  const tabs = names.map((name) => el('button', {
    type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `panel-${name}`,
  }, page.words[name]));

  function choose(chosen, focus) {
    names.forEach((name, n) => {
      tabs[n].setAttribute('aria-selected', String(n === chosen));
      tabs[n].tabIndex = n === chosen ? 0 : -1;
      byId(`panel-${name}`).hidden = n !== chosen;
    });
    document.body.dataset.tab = names[chosen];
    if (focus) {
      tabs[chosen].focus();
    }
  }

  tabs.forEach((tab, n) => {
    tab.addEventListener('click', () => choose(n, false));
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        choose((n + step + names.length) % names.length, true);
      }
    });
  });
  byId('tabs').append(...tabs);
  choose(0, false);
}

function textTable(table) {
  const right = new Set(table.figures);
  const cell = (tag, text, n, more) => el(tag,
    { class: right.has(n) ? 'figure' : null, dir: 'auto', ...more }, text);
  const head = el('tr', null, table.heads.map((text, n) => cell('th', text, n, { scope: 'col' })));
  const body = table.rows.flatMap((row) => {
    const line = el('tr', { class: row.kind || null }, row.cells.map((text, n) => cell('td', text, n)));
    const below = row.notes.length ? el('tr', { class: 'below' },
      el('td', { colspan: row.cells.length },
        row.notes.map((note) => el('p', { dir: 'auto' }, note)))) : null;
    return below ? [line, below] : [line];
  });
  return el('section', { class: 'table' },
    el('h3', { dir: 'auto' }, table.title),
    el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': table.title },
      el('table', null, el('thead', null, head), el('tbody', null, body))),
    table.note ? el('p', { class: 'note' }, table.note) : null);
}

function plainTable(title, heads, rows) {
  return textTable({
    title, heads, figures: [], rows: rows.map((cells) => ({ cells, kind: '', notes: [] })),
  });
}

function buildLedger(page) {
  byId('panel-ledger').append(...page.tables.map(textTable));
}

function buildAbout(page) {
  const { about, words } = page;
  const facts = about.facts.flatMap(([name, text]) => [
    el('dt', null, name), el('dd', { dir: 'auto' }, text)]);
  byId('panel-about').append(
    el('dl', null, facts),
    plainTable(words.data_layers,
      [words.head_layer, words.head_kind, words.head_source, words.head_dated, words.head_crs],
      about.layers),
    plainTable(words.criteria, [words.head_criterion, words.head_test, words.head_confidence],
      about.criteria),
    plainTable(words.rules, [words.head_rule, words.head_test], about.rules),
    el('details', null,
      el('summary', null, `${words.warnings} (${about.warnings.length})`),
      about.warnings.length
        ? el('ul', null, about.warnings.map((text) => el('li', { dir: 'auto' }, text)))
        : el('p', null, words.warnings_none)),
  );
}

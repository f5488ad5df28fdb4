// An answer as a person reads it: the verdict first and large, then why, then what is there.

const MARKS = {
  barred_unless_approved: '✕', check_on_site: '!', insufficient_data: '?', needs_plan: '§',
  no_rule_against: '○',
};

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

function metresText(metres, lang) {
  const figure = metres < 10 ? metres.toFixed(1) : metres.toFixed(0);
  const [whole, part] = figure.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'vi' ? '.' : ',');
  return `${part ? `${grouped}${lang === 'vi' ? ',' : '.'}${part}` : grouped} m`;
}

// What a verdict is called, in the words of the run.
function verdictText(site, verdict) {
  const said = site.cells && site.cells.judgements.find((one) => one.verdict === verdict);
  return said ? said.says : site.words[`says_${verdict}`];
}

// ``hint``: what to do where the error is large and the answer unsure.
function answerCard(site, answer, hint) {
  const { words } = site;
  const body = [verdictBand(site, answer)];
  if (!answer.known) {
    return [...body, el('p', { class: 'site-why' }, words.outside_page), placeTable(site, answer)];
  }
  body.push(...whySection(site, answer, hint), ...otherNear(site, answer));
  body.push(factTable([...landRows(site, answer), ...cellRows(site, answer)]));
  const notes = [site.law.note, ...site.missing];
  body.push(placeTable(site, answer), ...notes.map((text) => el('p', { class: 'note' }, text)));
  return body;
}

function verdictBand(site, answer) {
  const { verdict } = answer;
  const text = verdictText(site, verdict);
  return el('div', { class: `site-verdict is-${verdict}`, 'data-verdict': verdict },
    el('span', { class: 'site-mark', 'aria-hidden': 'true' }, MARKS[verdict] || '?'),
    el('div', null, el('p', { class: 'site-asked' }, site.law.asked), el('h3', null, text)));
}

// Reasons and articles of every judgement within reach, that of the place's own cell first.
function whySection(site, answer, hint) {
  const { words } = site;
  const judged = (answer.law || []).filter((byte) => byte !== null && byte !== MIXED)
    .map((byte) => ({ ...site.cells.judgements[byte], number: byte }));
  const off = (answer.law || []).includes(null);
  const parts = [];
  const { communes } = answer.land;
  if (communes && !communes.inside.length && !communes.maybe.length) {
    parts.push(el('p', { class: 'site-why' }, words.outside_all));
  }
  if (answer.verdict === 'cannot_tell') {
    const reach = answer.borrowed ? words.at_border : words.within;
    parts.push(el('p', { class: 'site-why' },
      filled(reach, { m: metresText(answer.error, site.lang) })));
    parts.push(el('ul', { class: 'site-maybe' }, answer.verdicts.map((verdict) => (
      el('li', { 'data-maybe': verdict }, verdictText(site, verdict))))));
    parts.push(hint ? el('p', { class: 'site-hint' }, hint) : null);
  }
  const reasons = [...new Set(judged.flatMap((one) => one.reasons))];
  const citations = [...new Set(judged.flatMap((one) => one.citations))];
  parts.push(...reasons.map((text) => el('p', { class: 'site-why' }, text)));
  if (slopeDecides(site, answer)) {
    parts.push(el('p', { class: 'site-hint', 'data-slope': 'decides' }, words.slope_decides));
  }
  if (off) {
    parts.push(el('p', { class: 'site-why' }, words.outside_dem));
  }
  if (citations.length) {
    parts.push(el('p', { class: 'site-article' }, `${words.article}: ${citations.join('; ')}`));
  }
  const numbers = judged.map((one) => one.number).join(' ');
  return [el('div', { 'data-judgements': numbers }, parts)];
}

// In a subzone the slope changes nothing.
function slopeDecides(site, { land }) {
  const drawn = land.subzones && land.subzones.inside.length > 0;
  return !drawn && land.lots && land.lots.inside.some((lot) => site.slope_decides.includes(lot));
}

function otherNear(site, { nearest, at, verdicts }) {
  const { words, lang } = site;
  if (!verdicts || verdicts.length > 1) {
    return [];
  }
  const sight = LOOK_AROUND * Math.min(at.wide, at.high);
  const text = nearest
    ? filled(words.elsewhere, {
      m: metresText(nearest.metres, lang), verdict: verdictText(site, nearest.verdict),
    })
    : filled(words.none_in_reach, { m: metresText(sight, lang) });
  return [el('p', { class: 'site-near' }, text)];
}

function factTable(rows) {
  return el('table', { class: 'site-facts' }, el('tbody', null, rows.map(([name, text, key]) => (
    el('tr', key ? { 'data-fact': key } : null, el('th', { scope: 'row' }, name),
      el('td', { dir: 'auto' }, text))))));
}

function placeTable(site, { place, error, known }) {
  const { words, lang } = site;
  const comma = (text) => (lang === 'vi' ? text.replace('.', ',') : text);
  const degrees = [place.lat, place.lon].map((value) => comma(value.toFixed(6))).join('; ');
  const rows = [[words.wgs84, degrees, 'wgs84']];
  if (known) {
    const metres = [place.y, place.x].map((value) => comma(value.toFixed(1))).join('; ');
    rows.push([`${site.crs} ${words.crs_places}`, metres, 'project']);
  }
  if (error > 0) {
    rows.push([words.reach, `± ${metresText(error, lang)}`, 'error']);
  }
  return factTable(rows);
}

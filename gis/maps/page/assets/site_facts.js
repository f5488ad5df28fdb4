// What is there, row by row: communes, lots and plots by their outlines, slope and zones by cells.

function toldOf(columns, row) {
  return columns.map(({ name, texts, which }) => [name, which[row] < 0 ? null : texts[which[row]]]);
}

// Shapes that hold the place, then "or" those beside it that may.
function heldText(site, shapes, say) {
  const also = shapes.maybe.filter((shape) => !shapes.inside.includes(shape));
  const names = [...new Set(shapes.inside.map(say))];
  const others = [...new Set(also.map(say))].filter((name) => !names.includes(name));
  const doubtful = shapes.inside.some((shape) => shapes.maybe.includes(shape));
  return { names, others, doubtful };
}

function placeText(site, shapes, say, nothing) {
  const { words } = site;
  const { names, others, doubtful } = heldText(site, shapes, say);
  const text = names.join('; ') || nothing;
  if (others.length) {
    return `${words.at_edge}: ${[text, ...others].join(` ${words.or} `)}`;
  }
  return doubtful ? `${words.at_edge}: ${text} ${words.or} ${nothing}` : text;
}

function landRows(site, answer) {
  const borrowed = answer.borrowed ? [['', site.words.borrowed, 'borrowed']] : [];
  return [...communeRows(site, answer), ...lotRows(site, answer), ...subzoneRows(site, answer),
    ...borrowed, ...plotRows(site, answer)];
}

function communeRows(site, { land }) {
  const table = site.land.communes;
  if (!table) {
    return [];
  }
  const [names] = table.columns;
  const say = (row) => names.texts[names.which[row]];
  // Of communes that overlap the first code holds the land, as in the run.
  const shapes = { ...land.communes, inside: land.communes.inside.slice(0, 1) };
  return [[names.name, placeText(site, shapes, say, site.words.outside_communes), 'commune']];
}

function lotRows(site, { land }) {
  const table = site.land.lots;
  if (!table) {
    return [];
  }
  const { words } = site;
  const keys = (row) => toldOf(table.columns.slice(0, 3), row)
    .map(([name, text]) => `${name} ${text === null ? '–' : text}`).join(' · ');
  const rows = [[words.lot_row, placeText(site, land.lots, keys, words.no_lot), 'lot']];
  for (const row of land.lots.inside) {
    rows.push(...toldOf(table.columns, row).slice(3).filter(([, text]) => text !== null));
  }
  return rows;
}

function subzoneRows(site, { land }) {
  const table = site.land.subzones;
  if (!table) {
    return [];
  }
  const [names] = table.columns;
  const say = (row) => (names.which[row] < 0 ? '?' : names.texts[names.which[row]]);
  return [[names.name, placeText(site, land.subzones, say, site.words.no_subzone), 'subzone']];
}

function plotRows(site, { land }) {
  const table = site.land.plots;
  if (!table) {
    return [];
  }
  const [names] = table.columns;
  const say = (row) => names.texts[names.which[row]];
  const rows = [[names.name, placeText(site, land.plots, say, site.words.no_plot), 'plot']];
  for (const row of land.plots.inside) {
    rows.push(...toldOf(table.columns, row).slice(1).filter(([, text]) => text !== null));
  }
  return rows;
}

function cellRows(site, answer) {
  if (!answer.slopes) {
    return [];
  }
  return [[site.words.slope, slopeText(site, answer.slopes), 'slope'],
    ...flagRows(site, answer), ...zoneRows(site, answer)];
}

// One step, or the range of all steps within the error.
function slopeText(site, bytes) {
  const { slopes } = site.cells;
  const known = bytes.filter((byte) => byte !== null && byte !== MIXED && byte > 0);
  const parts = [];
  if (bytes.includes(MIXED)) {
    parts.push(site.words.mixed);
  }
  if (known.length) {
    const [low, high] = [slopes[Math.min(...known)], slopes[Math.max(...known)]];
    parts.push(low === high ? `${low.degrees} · ${low.class}`
      : `${low.degrees} … ${high.degrees} · ${[...new Set([low.class, high.class])].join(' … ')}`);
  }
  if (bytes.includes(null) || bytes.includes(0)) {
    parts.push(slopes[0].degrees);
  }
  return parts.join('; ');
}

function flagRows(site, { slopes }) {
  const { words } = site;
  return site.cells.flags.filter((flag) => flag.by_step).map((flag, number) => {
    const answers = new Set(slopes.map((byte) => (
      byte === null || byte === MIXED ? 1 : flag.by_step[byte])));
    const answer = answers.size > 1 ? 'maybe' : String([...answers][0]);
    return [flag.name, words[`flag_${answer}`], `flag-${number}`];
  });
}

function zoneRows(site, { zones, land }) {
  const { words } = site;
  const outside = land.communes && !land.communes.inside.length;
  return site.cells.zones.map((name, number) => {
    const states = new Set(zones[number].map((byte) => (byte === null ? 1 : byte)));
    const state = states.size > 1 || states.has(MIXED) ? 'mixed' : [...states][0];
    const said = state === 2 && site.cells.side > 1 ? words.zone_2_coarse : words[`zone_${state}`];
    return [name, outside ? words.outside_communes : said, `zone-${number}`];
  });
}

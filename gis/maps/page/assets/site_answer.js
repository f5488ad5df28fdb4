// The answer for one place, as plain values: everything within the error is looked at, and a verdict
// is told only where all of it agrees.

// The polynomials, and a border that runs through the place itself.
const ROUNDING_M = 0.05;
// What the law asks of a cell's centre.
const JUDGED = ['lots', 'subzones'];

function answerFor(site, lon, lat, error) {
  const place = placed(site.places, lon, lat);
  const known = withinBox(site.places.box, lon, lat);
  const answer = { place, error, known, land: {} };
  if (!known) {
    return { ...answer, verdict: 'unknown' };
  }
  const reach = error + ROUNDING_M;
  const [x, y] = [place.x * site.unit_m, place.y * site.unit_m];
  for (const [name, lines] of Object.entries(site.lines)) {
    answer.land[name] = found(lines, x, y, reach);
  }
  return site.cells ? { ...answer, ...answerOfCells(site, answer, reach) }
    : { ...answer, verdict: 'no_cells' };
}

function answerOfCells(site, { place }, reach) {
  const at = squareAt(site, place);
  const around = (plane, metres) => bytesWithin(site.cells, plane, at, metres);
  // The run judges a whole cell by the lot and the subzone under its centre. Where the place lies in
  // others, the verdicts of the cells beside it are asked too.
  const borrowed = Boolean(site.planes.law)
    && JUDGED.some((name) => borderWithin(site, name, at, place));
  const law = site.planes.law
    && around(site.planes.law, borrowed ? Math.max(reach, at.wide, at.high) : reach);
  const verdicts = law && [...new Set(law.map((byte) => verdictOf(site, byte)))];
  return {
    at,
    borrowed,
    law,
    verdicts,
    verdict: !law ? 'law_unasked' : oneOf(verdicts),
    nearest: law && verdicts.length === 1 ? nearestOther(site, at, verdicts[0]) : null,
    slopes: around(site.planes.slope, reach),
    zones: site.planes.zones.map((plane) => around(plane, reach)),
  };
}

function verdictOf(site, byte) {
  if (byte === null) {
    return 'unknown';
  }
  return byte === MIXED ? 'mixed' : site.cells.judgements[byte].verdict;
}

const oneOf = (verdicts) => (
  verdicts.length > 1 || verdicts[0] === 'mixed' ? 'cannot_tell' : verdicts[0]);

function nearestOther(site, at, verdict) {
  const other = nearestWhere(site.cells, site.planes.law, at,
    (byte) => verdictOf(site, byte) !== verdict);
  return other && { metres: other.metres, verdict: verdictOf(site, other.byte), byte: other.byte };
}

// Whether a border may run between a place and the centre of its cell.
function borderWithin(site, name, at, { x, y }) {
  const lines = site.lines[name];
  if (!lines) {
    return false;
  }
  const [here, there] = [[x, y], at.centre].map((point) => (
    found(lines, ...point.map((value) => value * site.unit_m), 0)));
  return here.inside.join() !== there.inside.join() || here.maybe.length + there.maybe.length > 0;
}

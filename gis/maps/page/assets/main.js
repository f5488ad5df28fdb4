// Putting the page together. folium has made the map (map_nuong), its terrain picture and, if they
// were asked for, its tiles; everything else is built here from the islands.

function fillHeading(page) {
  document.title = page.title;
  byId('title').textContent = page.title;
  byId('kind').textContent = page.words.title;
  byId('permit').textContent = page.words.permit_short;
  byId('summary').textContent = page.about.summary;
  byId('banner').textContent = page.words.illustrative;
  byId('banner').hidden = !page.illustrative;
}

function addControls(map, page, goHome) {
  map.attributionControl.setPrefix('Leaflet 1.9.3');
  L.control.zoom({ zoomInTitle: page.words.zoom_in, zoomOutTitle: page.words.zoom_out }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  const home = L.control({ position: 'topleft' });
  home.onAdd = () => {
    const button = el('button', {
      type: 'button', title: page.words.zoom_all, 'aria-label': page.words.zoom_all,
    }, '⤢');
    button.addEventListener('click', goHome);
    const bar = el('div', { class: 'leaflet-bar home' }, button);
    L.DomEvent.disableClickPropagation(bar);
    return bar;
  };
  home.addTo(map);
  map.getContainer().setAttribute('aria-label', page.words.map_label);
  map.on('mousemove', ({ latlng }) => {
    const place = `${latlng.lng.toFixed(5)}, ${latlng.lat.toFixed(5)}`;
    byId('place').textContent = `${page.words.mouse_place}: ${place}`;
  });
}

// The view of the whole area. When the panel grows or the window turns, a map that still shows the
// whole area keeps doing so.
function makeHome(map, page) {
  let home = null;
  const go = () => {
    map.fitBounds(page.bounds, { animate: false, padding: [8, 8] });
    home = { center: map.getCenter(), zoom: map.getZoom() };
  };
  new ResizeObserver(() => {
    const atHome = map.getZoom() === home.zoom && map.getCenter().distanceTo(home.center) < 1;
    map.invalidateSize({ animate: false });
    sizeForPaper(map);
    if (atHome) {
      go();
    }
  }).observe(map.getContainer());
  map.invalidateSize();
  go();
  return go;
}

// Paper shows the map as it stands on the screen, shrunk to the width of a page.
function sizeForPaper(map) {
  const { x, y } = map.getSize();
  const paper = document.documentElement.style;
  paper.setProperty('--map-width', `${x}px`);
  paper.setProperty('--map-height', `${y}px`);
  paper.setProperty('--map-zoom', String(Math.min(1, 1040 / x, 560 / y)));
}

async function readLayers(page) {
  const count = page.groups.reduce((sum, group) => sum + group.size, 0);
  return Promise.all(Array.from({ length: count }, (_, n) => readIsland(`nuong-layer-${n}`)));
}

async function start() {
  const page = await readIsland('nuong-page');
  const map = window.map_nuong;
  const base = {
    terrain: window.image_overlay_base,
    tiles: page.tiles ? window.tile_layer_online : null,
  };
  fillHeading(page);
  buildTabs(page);
  buildLedger(page);
  buildAbout(page);
  addControls(map, page, makeHome(map, page));
  if (!('DecompressionStream' in window)) {
    byId('fault').textContent = page.words.old_browser;
    byId('fault').hidden = false;
  }
  const layers = await readLayers(page);
  const card = makeCard(page, makeHighlight(map));
  // Only a run's page carries what a place can be asked of.
  const none = { asking: () => false, close: () => {}, tap: () => {} };
  const site = page.site_words ? buildSite(map, page, card.close) : none;
  const show = (...which) => {
    site.close();
    card.open(...which);
  };
  // The table of styles runs from the top of the map down, so it is drawn from its end.
  const order = Object.keys(page.styles);
  const upward = [...layers].sort((a, b) => order.indexOf(b.style) - order.indexOf(a.style));
  upward.forEach((layer) => drawLayer(map, layer, page.styles[layer.style],
    (picked, index, event) => (site.asking() ? site.tap(event) : show(picked, index))));
  const restack = () => upward.forEach((layer) => layer.group.bringToFront());
  scaleStrokes(map, upward, page.styles);
  buildLegend(map, page, layers, base, restack);
  const communes = layers.find((layer) => layer.search === 'communes');
  drawVeil(map, communes);
  addLabels(map, communes);
  buildSearch(map, page, layers, { ...card, open: show });
  map.on('click', (event) => (site.asking() ? site.tap(event) : card.close()));
  document.documentElement.dataset.ready = 'yes';
}

start().catch((error) => {
  byId('fault').textContent = byId('fault').textContent || String(error);
  byId('fault').hidden = false;
  console.error(error);
});

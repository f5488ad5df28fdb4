// Land on the map: one Leaflet layer per class, drawn on canvas in our own styles.

function pathStyle(style) {
  return {
    color: style.colour,
    weight: style.weight,
    opacity: style.opacity,
    dashArray: style.dash || null,
    fill: Boolean(style.fill),
    fillColor: style.fill || null,
    fillOpacity: style.fill_opacity,
    lineJoin: 'round',
  };
}

function drawLayer(map, layer, style, onPick) {
  const plain = pathStyle(style);
  const group = L.featureGroup();
  layer.parts = layer.rows.map((row, index) => {
    const shape = layer.shapes[index];
    if (!shape) {
      return null;
    }
    const part = L.geoJSON(shape, { style: plain, interactive: layer.fields.length > 0 });
    if (layer.fields.length > 0) {
      part.on('click', (event) => {
        L.DomEvent.stopPropagation(event);
        onPick(layer, index, event);
      });
    }
    return part.addTo(group);
  });
  layer.group = group;
  if (layer.shown) {
    group.addTo(map);
  }
}

// Seen from afar a plot is a dot: thin outlines then let its colour speak.
function scaleStrokes(map, layers, styles) {
  let last = null;
  const scale = () => {
    const factor = Math.max(0.45, Math.min(1, (map.getZoom() - 9) / 6));
    if (factor !== last) {
      last = factor;
      layers.forEach((layer) => layer.group.setStyle({
        weight: styles[layer.style].weight * (styles[layer.style].fill ? factor : Math.sqrt(factor)),
      }));
    }
  };
  map.on('zoomend', scale);
  scale();
}

// The chosen shape gets a white and black rim, readable on every colour.
function makeHighlight(map) {
  let rim = null;
  return (shape) => {
    if (rim) {
      rim.remove();
      rim = null;
    }
    if (shape) {
      const common = { fill: false, interactive: false };
      rim = L.featureGroup([
        L.geoJSON(shape, { interactive: false, style: { ...common, color: '#fff', weight: 6 } }),
        L.geoJSON(shape, { interactive: false, style: { ...common, color: '#111', weight: 2.5 } }),
      ]).addTo(map);
    }
  };
}

// Land outside the communes is veiled, so the planning area stands out.
function drawVeil(map, layer) {
  const world = [[-89, -360], [-89, 360], [89, 360], [89, -360]];
  const holes = [];
  for (const shape of layer.shapes) {
    if (shape) {
      const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
      for (const rings of polygons) {
        holes.push(rings[0].map(([lon, lat]) => [lat, lon]));
      }
    }
  }
  map.createPane('veil').style.zIndex = 350;
  L.polygon([world, ...holes], {
    pane: 'veil',
    renderer: L.svg({ pane: 'veil', padding: 0.6 }),
    stroke: false,
    fillColor: '#f6f5f1',
    fillOpacity: 0.55,
    interactive: false,
  }).addTo(map);
}

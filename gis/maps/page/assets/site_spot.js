// The place that is asked, and how far it may be off, as marks on the map.

function makeSpot(map, panel) {
  const group = L.featureGroup().addTo(map);
  const look = { interactive: false, color: '#111', weight: 2, fill: false };

  // The place goes beside the panel on a wide screen and above it on a narrow one.
  function bringIntoView(place) {
    const wide = window.innerWidth > 820;
    map.panInside(place, {
      paddingTopLeft: wide ? [panel.offsetWidth + 70, 70] : [30, 70],
      paddingBottomRight: wide ? [40, 60] : [30, panel.offsetHeight + 30],
      animate: false,
    });
  }

  function put(lat, lng, error) {
    group.clearLayers();
    if (error > 0) {
      group.addLayer(L.circle([lat, lng], { ...look, radius: error, color: '#fff', weight: 5 }));
      group.addLayer(L.circle([lat, lng], { ...look, radius: error, dashArray: '6 4' }));
    }
    group.addLayer(L.circleMarker([lat, lng], {
      ...look, radius: 7, weight: 3, fill: true, fillColor: '#fff', fillOpacity: 1,
    }));
    group.bringToFront();
    bringIntoView([lat, lng]);
  }

  return { put, clear: () => group.clearLayers() };
}

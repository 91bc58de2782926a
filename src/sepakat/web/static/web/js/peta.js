// The map that can be moved. Without this file the page shows the same map as a picture, with the same table.
const place = document.getElementById("peta-hidup");
const picker = document.getElementById("indikator");
if (picker) picker.addEventListener("change", () => picker.form.submit());
if (place && window.L) draw(place).catch(() => { place.hidden = true; });

async function draw(element) {
  const answer = await fetch(element.dataset.source);
  if (!answer.ok) return;
  const areas = await answer.json();
  if (!areas.features.length) return;
  element.hidden = false;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", element.dataset.label);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    crs: areas.schematic ? L.CRS.Simple : L.CRS.EPSG3857,
    attributionControl: false, zoomSnap: 0.25, minZoom: -4, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still,
  });
  const layer = L.geoJSON(areas, {
    style: ({ properties: p }) => ({
      color: "#595959", weight: 1, fillColor: p.fill || "#ffffff", fillOpacity: p.fill ? 1 : 0.6, dashArray: p.fill ? "" : "3 3",
    }),
    onEachFeature: (feature, shape) => {
      const p = feature.properties;
      const words = document.createElement("span");
      words.textContent = `${p.name}: ${p.words}`;
      shape.bindTooltip(words, { sticky: true });
      shape.on("click", () => { location.href = p.href; });
      shape.on("mouseover", () => shape.setStyle({ weight: 3, color: "#1b1b1b" }));
      shape.on("mouseout", () => layer.resetStyle(shape));
    },
  }).addTo(map);
  const fit = () => map.invalidateSize({ pan: false }).fitBounds(layer.getBounds(), { padding: [8, 8] });
  fit();
  const picture = document.querySelector(".picture > svg.map");
  const whole = picture && ["viewBox", "width", "height"].map((name) => [name, picture.getAttribute(name)]);
  legendOnly(picture);
  // On paper the picture stands whole, and this map is left out; back on the screen it had lost its size.
  matchMedia("print").addEventListener("change", ({ matches }) => {
    if (matches) whole?.forEach(([name, value]) => value && picture.setAttribute(name, value));
    else { legendOnly(picture); requestAnimationFrame(fit); }
  });
  layer.eachLayer((shape) => {
    const p = shape.feature.properties;
    const label = document.createElement("div");
    if (p.letter) label.append(Object.assign(document.createElement("b"), { textContent: p.letter }));
    if (areas.schematic && areas.features.length <= 40 && element.clientWidth > 600) {
      label.append(Object.assign(document.createElement("span"), { textContent: p.name }));
    }
    const icon = L.divIcon({ html: label, className: "letter", iconSize: [76, 40], iconAnchor: [38, 16] });
    L.marker(shape.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(map);
  });
  if (areas.note) L.control.attribution({ prefix: false }).addAttribution(escaped(areas.note)).addTo(map);
}

// The picture below shows the same map again: leave its legend.
function legendOnly(picture) {
  const legend = picture?.lastElementChild;
  if (!legend?.getBBox) return;
  const box = legend.getBBox();
  picture.setAttribute("viewBox", `${box.x - 1} ${box.y - 2} ${box.width + 4} ${box.height + 4}`);
  picture.setAttribute("width", box.width + 4);
  picture.setAttribute("height", box.height + 4);
  picture.querySelectorAll("a").forEach((link) => link.setAttribute("tabindex", "-1"));
}

function escaped(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}

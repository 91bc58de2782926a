// Live preview: asks for the preview of the form as it stands; the last question wins.
const form = document.querySelector("form[data-pratinjau]");
const box = document.getElementById("pratinjau");
let running = null;
let timer = 0;

async function ask() {
  running?.abort();
  running = new AbortController();
  box.setAttribute("aria-busy", "true");
  try {
    const query = new URLSearchParams(new FormData(form));
    const answer = await fetch(`${form.dataset.pratinjau}?${query}`, { signal: running.signal });
    if (answer.ok) box.innerHTML = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") return;
  }
  box.removeAttribute("aria-busy");
}

if (form && box) {
  form.addEventListener("change", ask);
  form.addEventListener("input", (event) => {
    if (event.target.id !== "wilayah") return;
    clearTimeout(timer);
    timer = setTimeout(ask, 600);
  });
}

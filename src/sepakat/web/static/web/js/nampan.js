// Saves a click: "Masukkan ke dokumen" puts the piece into the tray without leaving the page. The link itself leads to
// a page with a form, which is asked for here too: its token is what allows the post.
async function put(link) {
  const answer = await fetch(`${link.href}&ringkas=1`, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.querySelector("form[data-nampan-kirim]");
  if (!answer.ok || !form) return false;
  const sent = await fetch(form.getAttribute("action"), {
    method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
  });
  if (!sent.ok || !(sent.headers.get("Content-Type") || "").includes("json")) return false;
  const told = await sent.json();
  const header = document.getElementById("nampan");
  if (header) {
    header.hidden = false;
    header.querySelector("b").textContent = told.count;
  }
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const tray = document.createElement("a");
  tray.href = header ? header.href : told.href;
  tray.textContent = told.words;
  said.append(tray);
  link.replaceWith(said);
  return true;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-nampan]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  try {
    if (await put(link)) return;
  } catch (error) { /* the page of the link says what is wrong */ }
  location.href = link.href;
});

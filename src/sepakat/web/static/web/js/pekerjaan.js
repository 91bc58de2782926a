// Progress of a job: asks every two seconds while the page is seen; the page itself is loaded again when the job ends.
const box = document.querySelector("[data-job]");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function follow() {
  let misses = 0;
  while (misses < 5) {
    await wait(2000);
    if (document.hidden) continue;
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      misses = 0;
      if (job.state !== "waiting" && job.state !== "running") {
        location.reload();
        return;
      }
      box.querySelector("progress").value = job.percent;
      box.querySelector(".job-percent").textContent = `${job.percent}%`;
      const step = box.querySelector(".job-step");
      if (job.step && step.textContent !== job.step) step.textContent = job.step;
    } catch {
      misses += 1;
    }
  }
}

if (box) follow();

// While the consumer is registering, asks once a second who answers now, until it is registered.
const panel = document.getElementById("berth");
async function look() {
  if (panel.dataset.verdict !== "registering") return;
  try {
    const answer = await (await fetch(panel.dataset.account, { cache: "no-store" })).json();
    panel.dataset.verdict = answer.verdict;
    for (const field of panel.querySelectorAll("[data-field]")) {
      field.textContent = answer[field.dataset.field] || "-";
    }
  } catch (unreachable) {
    console.warn("the node did not answer; asking again", unreachable);
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);

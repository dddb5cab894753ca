// Listens to events and talks over a WebSocket. Neither knows of nodes: both ask where the page came from, and come back when they are sent away.
const live = document.getElementById("live");
const show = (name, text) => { live.querySelector(`[data-live=${name}]`).textContent = text; };
let events = 0;
new EventSource(live.dataset.events).onmessage = message => {
  show("events", ++events);
  show("events-node", JSON.parse(message.data).node);
};
let socket;
function open() {
  socket = new WebSocket(new URL(live.dataset.socket, location.href).href.replace(/^http/, "ws"));
  socket.onopen = () => socket.send("Ahoy!");
  socket.onmessage = message => {
    const answer = JSON.parse(message.data);
    show("heard", answer.heard);
    show("heard-node", answer.node);
  };
  socket.onclose = () => setTimeout(open, 1000);
}
open();
document.getElementById("say").addEventListener("submit", submitted => {
  submitted.preventDefault();
  socket.send(new FormData(submitted.target).get("words"));
});

// Keeps “in 16 h 20 min” true while the page stays open. Without it, the page says what held when it was loaded.
(() => {
  const text = (due) => {
    const minutes = Math.floor(Math.abs(due - Date.now()) / 60000);
    const hours = Math.floor(minutes / 60);
    const length =
      hours >= 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
    return due <= Date.now() ? `late by ${length}` : `in ${length}`;
  };
  const tick = () => {
    for (const element of document.querySelectorAll("[data-countdown]")) {
      element.textContent = text(Date.parse(element.dataset.countdown));
    }
  };
  tick();
  setInterval(tick, 30000);
})();

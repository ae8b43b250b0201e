// Shows an order's status as it changes, without loading the page anew.
//
// The shop runs under WSGI, where a connection that stays open would keep a worker to itself. So this asks, and what has not
// changed is answered by 304 without a body. Only what differs is replaced, so that a screen reader says no more than what is
// new. It asks less and less often, never while nobody looks at the page, and once more for whoever comes back to it.
(function () {
  "use strict";

  const SOON = 1000;
  const LATEST = 15000;
  const place = document.querySelector("[data-order-status]");
  let tag = "";
  let pause = SOON;
  let timer;

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    fresh.querySelectorAll("[data-live]").forEach(function (part) {
      const shown = document.getElementById(part.id);
      if (shown && shown.innerHTML !== part.innerHTML) {
        shown.replaceChildren(...part.childNodes);
      }
    });
  }

  async function ask() {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(place.dataset.orderStatus, { headers: headers, credentials: "same-origin" });
      if (answer.status === 200) {
        show(await answer.text());
        tag = answer.headers.get("ETag") || "";
        pause = SOON;
      } else if (answer.status === 304) {
        pause = Math.min(pause * 1.25, LATEST);
      } else {
        // Not this buyer's any more, or a fault of the shop's: loading the page tells.
        return;
      }
    } catch (error) {
      pause = LATEST;
    }
    if (!document.hidden) {
      timer = setTimeout(ask, pause);
    }
  }

  function begin() {
    clearTimeout(timer);
    pause = SOON;
    if (!document.hidden) {
      ask();
    }
  }

  document.addEventListener("visibilitychange", begin);
  // Whoever comes back by the browser's button may find a page that was kept.
  window.addEventListener("pageshow", begin);
})();

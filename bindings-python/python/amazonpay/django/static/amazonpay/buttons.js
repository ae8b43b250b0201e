// Hands the page's buttons to Amazon's checkout.js, so that pages need no inline script.
//
// - [data-amazon-pay-button] holds a <script type="application/json"> with what amazon.Pay.renderButton takes. Its payload
//   is handed on as it is: the signature covers every byte.
// - [data-amazon-pay-change] is bound to amazon.Pay.bindChangeAction.
//
// For what enters the page later: window.amazonPayButtons.render(element). Events, which bubble: "amazonpay:rendered", with
// Amazon's button in event.detail, and "amazonpay:unavailable", when checkout.js could not be loaded or refused.
(function () {
  "use strict";

  let count = 0;

  function selectorOf(element) {
    while (!element.id) {
      count += 1;
      const id = "amazon-pay-" + count;
      if (!document.getElementById(id)) {
        element.id = id;
      }
    }
    return "#" + CSS.escape(element.id);
  }

  function tell(element, name, detail) {
    element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: detail }));
  }

  function draw(element) {
    const data = element.querySelector('script[type="application/json"]');
    if (!data) {
      return;
    }
    const config = JSON.parse(data.textContent);
    element.removeAttribute("data-amazon-pay-button");
    try {
      tell(element, "amazonpay:rendered", window.amazon.Pay.renderButton(selectorOf(element), config));
    } catch (error) {
      tell(element, "amazonpay:unavailable", error);
    }
  }

  function bind(element) {
    const changeAction = element.getAttribute("data-amazon-pay-change");
    const amazonCheckoutSessionId = element.getAttribute("data-amazon-pay-session");
    element.removeAttribute("data-amazon-pay-change");
    try {
      window.amazon.Pay.bindChangeAction(selectorOf(element), { amazonCheckoutSessionId, changeAction });
    } catch (error) {
      tell(element, "amazonpay:unavailable", error);
    }
  }

  function render(root) {
    root.querySelectorAll("[data-amazon-pay-button]").forEach(draw);
    root.querySelectorAll("[data-amazon-pay-change]").forEach(bind);
  }

  function unavailable() {
    document.querySelectorAll("[data-amazon-pay-button], [data-amazon-pay-change]").forEach(function (element) {
      tell(element, "amazonpay:unavailable", null);
    });
  }

  function start() {
    if (window.amazon && window.amazon.Pay) {
      render(document);
      return;
    }
    const script = document.querySelector('script[src$="/checkout.js"]');
    if (!script || script.defer) {
      // A deferred one came before this script, and has failed.
      unavailable();
      return;
    }
    script.addEventListener("load", function () {
      render(document);
    });
    script.addEventListener("error", unavailable);
  }

  window.amazonPayButtons = { render: render };

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();

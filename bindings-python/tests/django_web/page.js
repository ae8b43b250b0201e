// A page for buttons.js: just enough of one. Reads what is on it from standard input, writes what happened.
"use strict";
const fs = require("fs");
const vm = require("vm");

const page = JSON.parse(fs.readFileSync(0, "utf8"));
const told = [];
const listeners = {};

class Element {
  constructor(attributes, text) {
    this.id = "";
    this.attributes = attributes;
    this.text = text;
  }
  querySelector() {
    return this.text === undefined ? null : { textContent: this.text };
  }
  getAttribute(name) {
    return this.attributes[name];
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  dispatchEvent(event) {
    const detail = event.detail instanceof Error ? event.detail.message : event.detail;
    told.push(["event", event.type, detail]);
  }
}

const elements = [
  ...(page.buttons || []).map((config) => new Element({ "data-amazon-pay-button": "" }, JSON.stringify(config))),
  ...(page.changes || []).map(
    (change) =>
      new Element({ "data-amazon-pay-change": change.changeAction, "data-amazon-pay-session": change.session })
  ),
];

const document = {
  readyState: page.loading ? "loading" : "interactive",
  addEventListener(name, listener) {
    listeners[name] = listener;
  },
  getElementById(id) {
    return elements.find((element) => element.id === id) || null;
  },
  // The script that failed is deferred, as the template tag writes it.
  querySelector() {
    return { defer: true };
  },
  querySelectorAll(selector) {
    const names = selector.split(", ").map((each) => each.slice(1, -1));
    return elements.filter((element) => names.some((name) => name in element.attributes));
  },
};

const amazon = {
  Pay: {
    renderButton(selector, config) {
      if (config.merchantId === "bad") {
        throw new Error("refused");
      }
      told.push(["renderButton", selector, config]);
      return "button of " + config.merchantId;
    },
    bindChangeAction(selector, binding) {
      told.push(["bindChangeAction", selector, binding]);
    },
  },
};

const window = page.amazon === "missing" ? {} : { amazon };
class CustomEvent {
  constructor(type, options) {
    this.type = type;
    this.detail = options.detail;
  }
}
const CSS = { escape: (text) => text };

vm.runInNewContext(fs.readFileSync(process.argv[2], "utf8"), { window, document, CustomEvent, CSS, JSON });
if (page.loading) {
  listeners.DOMContentLoaded();
}
if (page.again) {
  window.amazonPayButtons.render(document);
}
process.stdout.write(JSON.stringify(told));

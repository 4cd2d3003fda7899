// Shows the way to the page without scripts where nothing was drawn within 8 seconds, as on a
// network that refuses websockets; hides it again when something is drawn after all.
(function () {
  "use strict";
  var WAIT_MS = 8000;
  var DRAWN = '[data-testid="stMain"] h1, [data-testid="stMain"] .foot';
  function isDrawn() {
    return document.querySelector(DRAWN) !== null;
  }
  window.setTimeout(function () {
    var notice = document.getElementById("own-notice");
    if (!notice || isDrawn()) return;
    notice.hidden = false;
    notice.setAttribute("role", "status");
    var watcher = window.setInterval(function () {
      if (!isDrawn()) return;
      notice.hidden = true;
      window.clearInterval(watcher);
    }, 1000);
  }, WAIT_MS);
})();

// Copies what a button carries at one press, and says so beside it.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var either = "button[data-copy], button[data-copy-code]";
    var button = event.target.closest ? event.target.closest(either) : null;
    if (!button) return;
    var told = button.parentNode.querySelector(".copied");
    function say(text) {
      if (told) told.textContent = text;
    }
    if (!navigator.clipboard) {
      say("Your browser does not let this page copy. Open “Show the links” and copy from there.");
      return;
    }
    // Markup cannot stand in an attribute here: it is copied from where it is shown.
    var place = button.getAttribute("data-copy-code");
    var codes = button.parentNode.querySelectorAll("code");
    var text = place === null ? button.getAttribute("data-copy") : codes[place].textContent;
    navigator.clipboard.writeText(text).then(
      function () { say("Copied"); },
      function () { say("Not copied. Open “Show the links” and copy from there."); }
    );
  });
})();

// Similar recommendations: the server writes them when their fold is opened for the first time. A
// fold that was open is opened again where the text around it was put up anew.
(function () {
  "use strict";
  var ROOT = document.currentScript.src.replace(/served\/notice\.js.*$/, "");
  var FAILED = "The list could not be loaded. Close it and open it again.";
  var open = new Set();
  function say(place, text) {
    var told = document.createElement("p");
    told.setAttribute("role", "status");
    told.textContent = text;
    place.replaceChildren(told);
  }
  function fill(fold) {
    if (fold.querySelector("div")) return;
    var place = document.createElement("div");
    fold.append(place);
    say(place, "Loading…");
    fetch(ROOT + "recommendation/" + encodeURIComponent(fold.dataset.similar) + "/similar")
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(function (markup) { place.innerHTML = markup; })
      .catch(function () { say(place, FAILED); place.dataset.failed = ""; });
  }
  document.addEventListener("toggle", function (event) {
    var fold = event.target;
    if (!fold.dataset || !fold.dataset.similar) return;
    var key = fold.dataset.similar;
    if (fold.open) {
      open.add(key);
      fill(fold);
    } else {
      open.delete(key);
      var failed = fold.querySelector("[data-failed]");
      if (failed) failed.remove();
    }
  }, true);

  // When a wording comes, its card is put up anew: whoever was in it is brought back to where they
  // were, and the line above the cards is read out politely.
  var MOVABLE = "a[href], button, summary, input, textarea";
  var held = null;
  document.addEventListener("focusin", function (event) {
    var card = event.target.closest('[class*="st-key-card-"]');
    var name = card && Array.from(card.classList).find(function (one) {
      return one.startsWith("st-key-card-");
    });
    held = name ? {node: event.target, name: name, text: event.target.textContent} : null;
  });
  function bringBack() {
    if (!held || held.node.isConnected || document.activeElement !== document.body) return;
    var card = document.querySelector("." + CSS.escape(held.name));
    var same = card && Array.from(card.querySelectorAll(MOVABLE)).find(function (one) {
      return one.textContent === held.text;
    });
    if (same) same.focus({preventScroll: true});
  }
  var spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  function announce() {
    var told = document.querySelector("p[data-told]");
    var text = told ? told.textContent : "";
    if (text === spoken.dataset.heard) return;
    // When nothing is on its way any more, that is worth a word too.
    var was = spoken.dataset.heard;
    spoken.dataset.heard = text;
    spoken.textContent = text || (was && told ? "The wordings are here." : "");
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.body.append(spoken);
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        change.addedNodes.forEach(function (node) {
          if (!open.size || !node.querySelectorAll) return;
          node.querySelectorAll("details[data-similar]:not([open])").forEach(function (fold) {
            if (open.has(fold.dataset.similar)) fold.open = true;
          });
        });
      });
      bringBack();
      announce();
    }).observe(document.body, {childList: true, subtree: true});
  });
})();

// Buttons of similar recommendations put them into the basket: the server wrote these buttons, so a
// box that nobody sees tells the page of a press. What a button says follows what the page holds.
(function () {
  "use strict";
  var BOX = '[class*="st-key-basket-asked"] input', BUTTONS = "button[data-collect]";
  function collected() {
    var mark = document.querySelector(".foot[data-basket]");
    return new URLSearchParams(mark ? mark.getAttribute("data-basket") : "").getAll("id");
  }
  function label() {
    var buttons = document.querySelectorAll(BUTTONS);
    if (!buttons.length) return;
    var held = collected();
    buttons.forEach(function (button) {
      var isIn = held.indexOf(button.dataset.collect) >= 0;
      var text = isIn ? "Remove from basket" : "Add to basket";
      var told = button.firstElementChild;
      if (told.textContent !== text) told.textContent = text;
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest(BUTTONS) : null;
    var box = document.querySelector(BOX);
    if (!button || !box) return;
    var isIn = collected().indexOf(button.dataset.collect) >= 0;
    // React notices what its own setter does not know of.
    var setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    setter.call(box, (isIn ? "-" : "+") + button.dataset.collect);
    box.dispatchEvent(new Event("input", {bubbles: true}));
    window.setTimeout(function () {
      box.dispatchEvent(new FocusEvent("focusout", {bubbles: true}));
    }, 0);
  });
  document.addEventListener("DOMContentLoaded", function () {
    new MutationObserver(label).observe(document.body, {childList: true, subtree: true});
  });
})();

// Keeps the basket of this tab over the load of another document: the page says what it holds, and
// the next document's first run is handed that in its address, where it does not stay.
(function () {
  "use strict";
  var KEPT = "ofsted-basket", NAME = "basket", POLL_MS = 250, PATIENCE_MS = 60000;
  function marked() {
    return document.querySelector(".foot[data-basket]");
  }
  function keep() {
    var mark = marked();
    if (mark) window.sessionStorage.setItem(KEPT, mark.getAttribute("data-basket"));
  }
  function withoutHanded() {
    var address = new URL(window.location.href);
    address.searchParams.delete(NAME);
    return address;
  }
  function replace(address) {
    window.history.replaceState(window.history.state, "", address);
  }
  try {
    // A tab that is let go while nobody looks at it tells of no `pagehide`.
    ["pagehide", "visibilitychange"].forEach(function (name) {
      window.addEventListener(name, keep, true);
    });
    var kept = window.sessionStorage.getItem(KEPT);
    if (!kept) return;
    var handed = withoutHanded();
    handed.searchParams.set(NAME, kept);
    replace(handed);
    var began = Date.now();
    var watcher = window.setInterval(function () {
      if (!marked() && Date.now() - began < PATIENCE_MS) return;
      window.clearInterval(watcher);
      if (new URL(window.location.href).searchParams.has(NAME)) replace(withoutHanded());
    }, POLL_MS);
  } catch (error) {
    return; // a browser that keeps nothing: the basket lasts as long as the page
  }
})();

// Charts are drawn for the width of the screen. Before a page is printed, each is told how much
// smaller it must be on paper: as much as the text column is, or as fits where it is wider yet.
(function () {
  "use strict";
  var PAPER_PX = 690; // a sheet of A4 within its margins
  var PAPER_HEIGHT_PX = 850; // beneath the page's title and a headline
  window.addEventListener("beforeprint", function () {
    var main = document.querySelector('[data-testid="stMainBlockContainer"] > div');
    var column = main ? main.getBoundingClientRect().width : PAPER_PX;
    document.querySelectorAll(".js-plotly-plot").forEach(function (chart) {
      var drawn = chart.querySelector(".main-svg");
      if (!drawn) return;
      var size = drawn.getBoundingClientRect();
      var across = PAPER_PX / Math.max(column, size.width);
      var place = chart.closest('[data-testid="stElementContainer"]') || chart;
      place.style.setProperty("--on-paper", Math.min(1, across, PAPER_HEIGHT_PX / size.height));
    });
  });
})();

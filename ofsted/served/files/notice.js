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

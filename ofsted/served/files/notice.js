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

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

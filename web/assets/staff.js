/* Searches for precedents while somebody types. The page works without it; it asks only this service.
   Written so that browsers of ten years ago run it: no arrow functions, no modules. */
(function () {
  "use strict";

  var WAIT_MS = 300;

  var form = document.getElementById("precedents");
  var results = document.getElementById("results");
  var told = document.getElementById("told");
  if (!form || !results || !told || !window.XMLHttpRequest || !window.FormData) {
    return;
  }
  var text = form.elements.namedItem("text");
  var number = form.elements.namedItem("number");
  var timer = 0;
  var composing = false;
  var request = null;

  function encoded() {
    var pairs = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && field.type !== "submit") {
        pairs.push(encodeURIComponent(field.name) + "=" + encodeURIComponent(field.value));
      }
    });
    return pairs.join("&");
  }

  function ask() {
    if (request) {
      request.abort();
      request = null;
    }
    if (text.value.trim() === "" && number.value.trim() === "") {
      results.textContent = "";
      told.textContent = "";
      return;
    }
    var asked = new XMLHttpRequest();
    request = asked;
    asked.open("POST", form.getAttribute("data-results"));
    asked.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    asked.onload = function () {
      var here = asked.responseURL === undefined || asked.responseURL.indexOf(form.getAttribute("data-results")) >= 0;
      if (asked.status === 200 && here) {
        results.innerHTML = asked.responseText;
        var summary = results.querySelector(".told");
        told.textContent = summary ? summary.textContent : "";
      } else {
        told.textContent = here ? "没有查找，请检查填写的内容。" : "登录已经过期，请重新登录。";
      }
    };
    asked.send(encoded());
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  }

  form.addEventListener("compositionstart", function () { composing = true; });
  form.addEventListener("compositionend", function () { composing = false; later(); });
  form.addEventListener("input", function () {
    if (!composing) {
      later();
    }
  });
  form.addEventListener("change", later);
  form.addEventListener("submit", function () { clearTimeout(timer); });
})();

/* Completes what is typed into the search box, and copies a reference. Pages work without it; it asks only this service.
   Written so that browsers of ten years ago run it: no arrow functions, no modules. */
(function () {
  "use strict";

  var WAIT_MS = 150;
  var PREFIX_CHARS_MAX = 60;
  var SHOWN_MAX = 8;
  var KINDS = { title: "标题", number: "文号", term: "常用词" };

  function element(name, attributes) {
    var made = document.createElement(name);
    for (var key in attributes) {
      made.setAttribute(key, attributes[key]);
    }
    return made;
  }

  function complete(form, input) {
    var list = element("ul", { "id": "completions", "class": "completions", "role": "listbox", "aria-label": "检索建议" });
    var told = element("p", { "class": "unseen", "role": "status" });
    var box = input.parentNode;
    var options = [];
    var active = -1;
    var composing = false;
    var timer = 0;
    var asked = 0;

    list.hidden = true;
    box.appendChild(list);
    box.appendChild(told);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "completions");
    input.setAttribute("aria-expanded", "false");

    function mark(index) {
      if (options[active]) {
        options[active].setAttribute("aria-selected", "false");
      }
      active = index;
      if (options[active]) {
        options[active].setAttribute("aria-selected", "true");
        input.setAttribute("aria-activedescendant", options[active].id);
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function close() {
      clearTimeout(timer);
      asked += 1;
      mark(-1);
      options = [];
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
    }

    function choose(index) {
      input.value = options[index].firstChild.textContent;
      close();
      form.submit();
    }

    function show(suggestions) {
      mark(-1);
      list.textContent = "";
      options = [];
      suggestions.slice(0, SHOWN_MAX).forEach(function (suggestion, index) {
        var option = element("li", { "id": "completion-" + index, "role": "option", "aria-selected": "false" });
        var text = element("span", {});
        var kind = element("span", { "class": "by" });
        text.textContent = suggestion.text;
        kind.textContent = KINDS[suggestion.kind] || "";
        option.appendChild(text);
        option.appendChild(kind);
        option.addEventListener("click", function () { choose(index); });
        list.appendChild(option);
        options.push(option);
      });
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      told.textContent = options.length > 0 ? "有 " + options.length + " 条检索建议，按上下键选择" : "";
    }

    function ask() {
      var prefix = input.value.trim();
      if (prefix === "" || prefix.length > PREFIX_CHARS_MAX) {
        close();
        told.textContent = "";
        return;
      }
      asked += 1;
      var number = asked;
      var request = new XMLHttpRequest();
      request.open("GET", "/api/v1/suggest?size=" + SHOWN_MAX + "&q=" + encodeURIComponent(prefix));
      request.onload = function () {
        // An answer to what was typed before comes too late.
        if (number !== asked || request.status !== 200 || document.activeElement !== input) {
          return;
        }
        try {
          show(JSON.parse(request.responseText).suggestions);
        } catch (error) {
          close();
        }
      };
      request.send();
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    }

    input.addEventListener("compositionstart", function () { composing = true; });
    input.addEventListener("compositionend", function () { composing = false; later(); });
    input.addEventListener("input", function () {
      if (!composing) {
        later();
      }
    });
    input.addEventListener("blur", close);
    // A click on the list must not take the focus before it is a choice.
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    input.addEventListener("keydown", function (event) {
      // 229 is what browsers send for keys that belong to an input method.
      if (composing || event.isComposing || event.keyCode === 229) {
        return;
      }
      var last = options.length - 1;
      if (event.key === "ArrowDown" || event.key === "Down") {
        if (last < 0) {
          ask();
        } else {
          mark(active === last ? -1 : active + 1);
        }
        event.preventDefault();
      } else if ((event.key === "ArrowUp" || event.key === "Up") && last >= 0) {
        mark(active === -1 ? last : active - 1);
        event.preventDefault();
      } else if (event.key === "Enter" && active >= 0) {
        choose(active);
        event.preventDefault();
      } else if ((event.key === "Escape" || event.key === "Esc") && last >= 0) {
        close();
        told.textContent = "";
        event.preventDefault();
      }
    });
  }

  function offerCopy(citation) {
    var button = element("button", { "type": "button", "class": "copy" });
    button.textContent = "复制";
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(citation.textContent).then(
        function () { button.textContent = "已复制"; },
        function () { button.textContent = "请手工选取"; }
      );
    });
    citation.parentNode.appendChild(button);
  }

  var form = document.getElementById("search");
  var input = document.getElementById("q");
  if (form && input && window.XMLHttpRequest && window.JSON) {
    complete(form, input);
  }
  var citation = document.querySelector(".citation");
  if (citation && navigator.clipboard) {
    offerCopy(citation);
  }
})();

// JavaScript that is linked into the page's module (emcc --js-library).
//
// GLFW's built-in port listens to the window's keys with capture and prevents the browser's defaults for Tab, Backspace and
// others, everywhere on the page. We take keys, text, pointer and wheel from our own layer (web/), and want GLFW for the
// window and the context alone. So page_release_glfw_listeners(), called right after glfwInit, removes what it installed.
addToLibrary({
  $releaseGlfwListeners__deps: ['$GLFW', '$Browser'],
  $releaseGlfwListeners: () => {
    for (const [type, listener] of [['keydown', GLFW.onKeydown], ['keypress', GLFW.onKeyPress], ['keyup', GLFW.onKeyup]]) {
      window.removeEventListener(type, listener, true);
    }
    window.removeEventListener('blur', GLFW.onBlur, true);
    window.removeEventListener('gamepadconnected', GLFW.onGamepadConnected, true);
    window.removeEventListener('gamepaddisconnected', GLFW.onGamepadDisconnected, true);
    GLFW.devicePixelRatioMQL.removeEventListener('change', GLFW.onDevicePixelRatioChange);
    const canvas = Module['canvas'];
    for (const [type, listener] of [
      ['touchmove', GLFW.onMousemove], ['touchstart', GLFW.onMouseButtonDown], ['touchcancel', GLFW.onMouseButtonUp],
      ['touchend', GLFW.onMouseButtonUp], ['mousemove', GLFW.onMousemove], ['mousedown', GLFW.onMouseButtonDown],
      ['mouseup', GLFW.onMouseButtonUp], ['wheel', GLFW.onMouseWheel], ['mousewheel', GLFW.onMouseWheel],
      ['mouseenter', GLFW.onMouseenter], ['mouseleave', GLFW.onMouseleave], ['drop', GLFW.onDrop], ['dragover', GLFW.onDragover],
    ]) {
      canvas.removeEventListener(type, listener, true);
    }
  },

  page_release_glfw_listeners__deps: ['$releaseGlfwListeners'],
  page_release_glfw_listeners: () => releaseGlfwListeners(),

  // Dear ImGui's back end asks for the state that it is going to change, to restore it for others who draw. Nobody else draws here, and
  // each of these questions stops the page until the graphics process has done all that it was given. So they get the defaults at
  // once; what the back end needs it sets anew in each frame.
  page_keep_no_graphics_state: () => {
    const defaults = new Map([
      [GLctx.VIEWPORT, [0, 0, 1, 1]], [GLctx.SCISSOR_BOX, [0, 0, 1, 1]],
      [GLctx.BLEND_SRC_RGB, GLctx.ONE], [GLctx.BLEND_SRC_ALPHA, GLctx.ONE],
      [GLctx.BLEND_DST_RGB, GLctx.ZERO], [GLctx.BLEND_DST_ALPHA, GLctx.ZERO],
      [GLctx.BLEND_EQUATION_RGB, GLctx.FUNC_ADD], [GLctx.BLEND_EQUATION_ALPHA, GLctx.FUNC_ADD],
    ]);
    const ask = GLctx.getParameter.bind(GLctx);
    GLctx.getParameter = (name) => defaults.get(name) ?? ask(name);
  },

  // What src/platform/web/host_web.cpp asks of the page: each function only unpacks its arguments and hands them to
  // `Module.host`, which web/main.js provides; no logic lives here.
  attention_load: (id, path) => Module['host'].load(id, UTF8ToString(path)),
  attention_submit: (bytes, length) => Module['host'].submit(HEAPU8.slice(bytes, bytes + length).buffer),
  attention_cancel: (request) => Module['host'].cancel(request),
  attention_publish_layout: (json, length) => Module['host'].layout(UTF8ToString(json, length)),
  attention_publish_controls: (json, length) => Module['host'].controls(UTF8ToString(json, length)),
  attention_publish_table: (json, length) => Module['host'].table(UTF8ToString(json, length)),
  attention_set_address: (fragment, push) => Module['host'].address(UTF8ToString(fragment), push !== 0),
  attention_set_language: (code, title) => Module['host'].language(UTF8ToString(code), UTF8ToString(title)),
  attention_scroll_to: (y, animated) => Module['host'].scrollTo(y, animated !== 0),
  attention_focus_control: (id) => Module['host'].focus(UTF8ToString(id)),
  attention_copy_text: (text) => Module['host'].copy(UTF8ToString(text)),
  attention_save_file: (name, mime, bytes, length) =>
    Module['host'].saveFile(UTF8ToString(name), UTF8ToString(mime), HEAPU8.slice(bytes, bytes + length)),
  attention_save_picture: (name, x, y, width, height) =>
    Module['host'].savePicture(UTF8ToString(name), x, y, width, height),
  attention_open_link: (url) => Module['host'].openLink(UTF8ToString(url)),
  attention_set_cursor: (name) => Module['host'].cursor(UTF8ToString(name)),
  attention_remember: (key, value) => Module['host'].remember(UTF8ToString(key), UTF8ToString(value)),
  // These two return strings of `malloc`; the caller frees them.
  attention_recall__deps: ['$stringToNewUTF8'],
  attention_recall: (key) => stringToNewUTF8(Module['host'].recall(UTF8ToString(key))),
  attention_address__deps: ['$stringToNewUTF8'],
  attention_address: () => stringToNewUTF8(location.origin + location.pathname),
  attention_wake: (seconds) => Module['host'].wake(seconds),
  // Fills width, height and baseline (i32, i32, f32) and returns the alpha bytes in memory of `malloc`, or 0.
  attention_draw_word__deps: ['malloc'],
  attention_draw_word: (word, size, width, height, baseline) => {
    const drawn = Module['host'].drawWord(UTF8ToString(word), size);
    if (!drawn) return 0;
    const pointer = _malloc(drawn.alpha.length);
    HEAPU8.set(drawn.alpha, pointer);
    HEAP32[width >> 2] = drawn.width;
    HEAP32[height >> 2] = drawn.height;
    HEAPF32[baseline >> 2] = drawn.baseline;
    return pointer;
  },
});

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
});

# Link flags of the WebAssembly programs, in one place.

# An ES module that a page or worker of ours imports. No code is made from strings, so a strict content-security policy
# holds; the stack is larger than Emscripten's 64 KB, since layout and Eigen keep temporaries on it.
set(attention_module_flags
  -sMODULARIZE -sEXPORT_ES6 -sDYNAMIC_EXECUTION=0 -sFILESYSTEM=0 -sALLOW_MEMORY_GROWTH -sSTACK_SIZE=1MB
  -sINCOMING_MODULE_JS_API=canvas,locateFile,print,printErr,onAbort,instantiateWasm,wasmBinary)

# attention_exports(OUT FILE): "-sEXPORTED_FUNCTIONS=..." from a list of C names, one a line, with # comments.
function(attention_exports out file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(STRINGS ${file} lines)
  set(names)
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "[ \t]*#.*" "" line "${line}")
    if(line)
      list(APPEND names "_${line}")
    endif()
  endforeach()
  list(JOIN names "," joined)
  set(${out} "-sEXPORTED_FUNCTIONS=${joined}" PARENT_SCOPE)
endfunction()

# The page's module, attention_page.js: GLFW's built-in port makes the WebGL 2 context.
function(attention_link_page target)
  attention_exports(exports ${PROJECT_SOURCE_DIR}/emscripten/page_exports.txt)
  set(library ${PROJECT_SOURCE_DIR}/emscripten/page_library.js)
  target_link_options(${target} PRIVATE ${attention_module_flags} ${exports} -Os
    -sENVIRONMENT=web -sUSE_GLFW=3 -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sINITIAL_MEMORY=32MB
    -sEXPORTED_RUNTIME_METHODS=HEAPU8,HEAPF32,UTF8ToString,stringToUTF8,lengthBytesUTF8
    --js-library ${library})
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${library})
endfunction()

# The engine's module, attention_engine.js: runs in a Web Worker alone (for Node too, the module would import what browsers lack).
function(attention_link_engine target)
  attention_exports(exports ${PROJECT_SOURCE_DIR}/emscripten/engine_exports.txt)
  target_link_options(${target} PRIVATE ${attention_module_flags} ${exports} -O3
    -sENVIRONMENT=worker -sINITIAL_MEMORY=64MB --no-entry
    -sEXPORTED_RUNTIME_METHODS=HEAPU8,UTF8ToString,stringToUTF8,lengthBytesUTF8)
endfunction()

# The command-line tool for Node: reads and writes real files.
function(attention_link_cli target)
  target_link_options(${target} PRIVATE -O3 ${attention_node_flags})
endfunction()

# A test program for Node. Catch2 throws, so tests (and only they) link the runtime with exceptions.
function(attention_link_test target)
  target_compile_options(${target} PRIVATE -fexceptions)
  target_link_options(${target} PRIVATE -O1 -fexceptions ${attention_node_flags})
endfunction()

set(attention_node_flags
  -sENVIRONMENT=node -sNODERAWFS -sEXIT_RUNTIME -sALLOW_MEMORY_GROWTH -sSTACK_SIZE=4MB -sINITIAL_MEMORY=64MB)

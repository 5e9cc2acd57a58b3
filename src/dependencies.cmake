# Third parties: Dear ImGui, Eigen, md4c, yyjson, utf8proc, libmd (SHA-256), stb_image, GLFW, OpenGL; Catch2 for the tests.
#
# Each is pinned by release and hash. FETCHCONTENT_SOURCE_DIR_<NAME> points at an unpacked copy (the command script does that);
# else the release is downloaded while configuring. The small C libraries are compiled here for both platforms, because
# the browser and the desktop must give the same numbers and no system has WebAssembly builds of them.
# Third-party headers are system headers: their warnings are not ours.

FetchContent_Declare(imgui
  URL https://codeload.github.com/ocornut/imgui/tar.gz/45acd5e0e82f4c954432533ae9985ff0e1aad6d5 # v1.92.2b
  URL_HASH SHA256=97484925aec2f4d3e913d6644d46b234f8d6d8d98c6aa9c50109e0f0df772090
  SOURCE_SUBDIR nothing DOWNLOAD_EXTRACT_TIMESTAMP OFF)
FetchContent_Declare(md4c
  URL https://github.com/mity/md4c/archive/refs/tags/release-0.5.2.tar.gz
  URL_HASH SHA256=55d0111d48fb11883aaee91465e642b8b640775a4d6993c2d0e7a8092758ef21
  SOURCE_SUBDIR nothing DOWNLOAD_EXTRACT_TIMESTAMP OFF)
FetchContent_Declare(yyjson
  URL https://github.com/ibireme/yyjson/archive/refs/tags/0.10.0.tar.gz
  URL_HASH SHA256=0d901cb2c45c5586e3f3a4245e58c2252d6b24bf4b402723f6179523d389b165
  SOURCE_SUBDIR nothing DOWNLOAD_EXTRACT_TIMESTAMP OFF)
FetchContent_Declare(utf8proc
  URL https://github.com/JuliaStrings/utf8proc/archive/refs/tags/v2.11.3.tar.gz
  URL_HASH SHA256=abfed50b6d4da51345713661370290f4f4747263ee73dc90356299dfc7990c78
  SOURCE_SUBDIR nothing DOWNLOAD_EXTRACT_TIMESTAMP OFF)
FetchContent_Declare(libmd
  URL https://libbsd.freedesktop.org/releases/libmd-1.1.0.tar.xz
  URL_HASH SHA256=1bd6aa42275313af3141c7cf2e5b964e8b1fd488025caf2f971f43b00776b332
  SOURCE_SUBDIR nothing DOWNLOAD_EXTRACT_TIMESTAMP OFF)
FetchContent_Declare(libstb
  URL https://github.com/nothings/stb/archive/5c205738c191bcb0abc65c4febfa9bd25ff35234.tar.gz # stb_image 2.30
  URL_HASH SHA256=cfeab9f800961882d6d22ddf36e965523b33002f4f937de08321304c9ba72af3
  SOURCE_SUBDIR nothing DOWNLOAD_EXTRACT_TIMESTAMP OFF)
FetchContent_Declare(catch2
  URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
  DOWNLOAD_EXTRACT_TIMESTAMP OFF)
# SOURCE_SUBDIR names no folder on purpose: the upstream build files are not used, the few sources are listed below.
FetchContent_MakeAvailable(imgui md4c yyjson utf8proc libmd libstb)
# third_party_library(NAME HEADERS folder... SOURCES file...)
function(third_party_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES")
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} SYSTEM PUBLIC ${arg_HEADERS})
  target_compile_options(${name} PRIVATE -w)
endfunction()

third_party_library(third_party_md4c HEADERS ${md4c_SOURCE_DIR}/src SOURCES ${md4c_SOURCE_DIR}/src/md4c.c)
third_party_library(third_party_yyjson HEADERS ${yyjson_SOURCE_DIR}/src SOURCES ${yyjson_SOURCE_DIR}/src/yyjson.c)
third_party_library(third_party_utf8proc HEADERS ${utf8proc_SOURCE_DIR} SOURCES ${utf8proc_SOURCE_DIR}/utf8proc.c)
target_compile_definitions(third_party_utf8proc PUBLIC UTF8PROC_STATIC)

# Only SHA-2 of libmd, as <sha2.h>; the file needs no configuration, but includes config.h.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/libmd/config.h CONTENT "")
third_party_library(third_party_sha2 HEADERS ${libmd_SOURCE_DIR}/include SOURCES ${libmd_SOURCE_DIR}/src/sha2.c)
target_include_directories(third_party_sha2 PRIVATE ${PROJECT_BINARY_DIR}/libmd)

# Of stb only the picture decoder, one header; src/picture_files compiles it with the limits that it sets.
add_library(third_party_stb_image INTERFACE)
target_include_directories(third_party_stb_image SYSTEM INTERFACE ${libstb_SOURCE_DIR})

# Eigen is headers only, so the system's copy serves WebAssembly too (Emscripten looks in its own root alone otherwise).
find_package(Eigen3 3.4 CONFIG QUIET NO_CMAKE_FIND_ROOT_PATH PATHS /usr /usr/local /opt/homebrew)
if(NOT TARGET Eigen3::Eigen)
  FetchContent_Declare(eigen
    GIT_REPOSITORY https://gitlab.com/libeigen/eigen.git
    GIT_TAG 3147391d946bb4b6c68edd901f2add6ac1f31f8c # 3.4.0
    SOURCE_SUBDIR nothing)
  FetchContent_MakeAvailable(eigen)
  add_library(third_party_eigen INTERFACE)
  target_include_directories(third_party_eigen SYSTEM INTERFACE ${eigen_SOURCE_DIR})
  add_library(Eigen3::Eigen ALIAS third_party_eigen)
endif()

# Dear ImGui: 1.92.2 brought the texture protocol and the fonts that the text layout uses.
file(STRINGS ${imgui_SOURCE_DIR}/imgui.h imgui_version_line REGEX "^#define IMGUI_VERSION_NUM +[0-9]+")
string(REGEX MATCH "[0-9]+$" imgui_version "${imgui_version_line}")
if(NOT imgui_version OR imgui_version LESS 19220 OR imgui_version GREATER_EQUAL 20000)
  message(FATAL_ERROR "Dear ImGui >= 1.92.2 and < 2 is needed; ${imgui_SOURCE_DIR} has version number '${imgui_version}'")
endif()
# One set of definitions for everything that includes imgui.h: characters beyond the basic plane, and indices wide enough
# for a page of text in one draw list (OpenGL ES has no vertex offset).
add_library(attention_imgui_config INTERFACE)
target_compile_definitions(attention_imgui_config INTERFACE
  IMGUI_USE_WCHAR32 "ImDrawIdx=unsigned int" IMGUI_DISABLE_OBSOLETE_FUNCTIONS
  $<$<CONFIG:Release>:IMGUI_DISABLE_DEMO_WINDOWS> $<$<AND:$<CONFIG:Release>,$<BOOL:${EMSCRIPTEN}>>:IMGUI_DISABLE_DEBUG_TOOLS>)
third_party_library(third_party_imgui HEADERS ${imgui_SOURCE_DIR} ${imgui_SOURCE_DIR}/misc/cpp ${imgui_SOURCE_DIR}/backends
  SOURCES ${imgui_SOURCE_DIR}/imgui.cpp ${imgui_SOURCE_DIR}/imgui_draw.cpp ${imgui_SOURCE_DIR}/imgui_tables.cpp
          ${imgui_SOURCE_DIR}/imgui_widgets.cpp ${imgui_SOURCE_DIR}/imgui_demo.cpp ${imgui_SOURCE_DIR}/misc/cpp/imgui_stdlib.cpp)
target_link_libraries(third_party_imgui PUBLIC attention_imgui_config)

# What the two windows draw with. The page needs no GLFW back end: its events come from our own layer.
third_party_library(third_party_imgui_opengl3 SOURCES ${imgui_SOURCE_DIR}/backends/imgui_impl_opengl3.cpp)
target_link_libraries(third_party_imgui_opengl3 PUBLIC third_party_imgui)
if(EMSCRIPTEN)
  target_compile_definitions(third_party_imgui_opengl3 PUBLIC IMGUI_IMPL_OPENGL_ES3)
  set(ATTENTION_HAVE_WINDOW ON)
else()
  find_package(glfw3 3.3 QUIET)
  find_package(OpenGL QUIET)
  if(TARGET glfw AND TARGET OpenGL::GL)
    set(ATTENTION_HAVE_WINDOW ON)
    third_party_library(third_party_imgui_glfw SOURCES ${imgui_SOURCE_DIR}/backends/imgui_impl_glfw.cpp)
    target_link_libraries(third_party_imgui_glfw PUBLIC third_party_imgui glfw)
    target_link_libraries(third_party_imgui_opengl3 PUBLIC OpenGL::GL ${CMAKE_DL_LIBS})
  else()
    set(ATTENTION_HAVE_WINDOW OFF)
    message(STATUS "GLFW or OpenGL not found: attention_desktop is not built")
  endif()
endif()

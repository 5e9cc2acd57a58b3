# One library per folder of src/, made of all its .cpp files: adding a file needs no edit here.

find_package(Threads)

# How all of our code is compiled.
add_library(attention_options INTERFACE)
target_include_directories(attention_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_features(attention_options INTERFACE cxx_std_23)
target_compile_options(attention_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  # C++20 designated initialisers leave the rest at their defaults on purpose.
  -Wno-missing-field-initializers
  # GCC 14 sees uninitialised alternatives in moved std::variant and std::expected where there are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<BOOL:${ATTENTION_WARNINGS_AS_ERRORS}>:-Werror>)
if(EMSCRIPTEN)
  target_compile_options(attention_options INTERFACE -msimd128)
elseif(ATTENTION_NATIVE)
  target_compile_options(attention_options INTERFACE -march=native)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # Every 64-bit processor since about 2009: SSE4.2, the same vector width as WebAssembly.
  target_compile_options(attention_options INTERFACE -march=x86-64-v2)
endif()
if(ATTENTION_SANITIZE)
  # Third parties too, hence for the whole build.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# attention_library(FOLDER [LINK library...] [ENGINE]): the library attention_<name> of src/<FOLDER> and the folders in it. ENGINE code is compiled
# for speed; the rest, in the browser, for size. Product code works without exceptions: errors are values.
function(attention_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ENGINE" "" "LINK")
  string(REPLACE "/" "_" name attention_${folder})
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  if(files)
    add_library(${name} STATIC ${files})
    target_link_libraries(${name} PUBLIC attention_options ${arg_LINK})
    attention_product_code(${name} ${arg_ENGINE})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE attention_options ${arg_LINK})
  endif()
endfunction()

# attention_program(NAME FOLDER [LINK library...] [ENGINE]): an executable of all files of src/<FOLDER>, if it has any.
function(attention_program name folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "ENGINE" "" "LINK")
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  if(files)
    add_executable(${name} ${files})
    target_link_libraries(${name} PRIVATE attention_options ${arg_LINK})
    attention_product_code(${name} ${arg_ENGINE})
  endif()
endfunction()

function(attention_product_code target engine)
  target_compile_options(${target} PRIVATE -fno-exceptions)
  if(engine)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O3>)
  elseif(EMSCRIPTEN)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
  endif()
endfunction()

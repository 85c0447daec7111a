# What comes from Debian. Each is linked only by the rooms that name it.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(RapidJSON REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(turbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)
find_package(ZLIB REQUIRED)
pkg_check_modules(png REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(webp REQUIRED IMPORTED_TARGET libwebp libwebpmux)
pkg_check_modules(lcms2 REQUIRED IMPORTED_TARGET lcms2)
pkg_check_modules(tesseract REQUIRED IMPORTED_TARGET tesseract lept)
find_package(OpenMP REQUIRED COMPONENTS CXX) # only to tell Tesseract to stay on its thread
if(BUILD_TESTING)
  find_package(Catch2 2 REQUIRED)
endif()

# OpenCVConfig.cmake is only in libopencv-dev, which drags in Qt; the split packages are found by hand.
find_path(OpenCV_INC opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
foreach(m core imgproc flann features2d)
  find_library(OpenCV_${m} opencv_${m} REQUIRED)
  add_library(cv::${m} UNKNOWN IMPORTED)
  set_target_properties(cv::${m} PROPERTIES IMPORTED_LOCATION ${OpenCV_${m}} INTERFACE_INCLUDE_DIRECTORIES
                                                                              ${OpenCV_INC})
endforeach()

add_library(rapidjson_headers INTERFACE)
target_include_directories(rapidjson_headers SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIRS})
target_compile_definitions(rapidjson_headers INTERFACE RAPIDJSON_HAS_STDSTRING=1)

// Beast's own code and Asio's TLS, compiled once (the SEPARATE_COMPILATION macros of both).
// Asio's core is compiled in async.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>

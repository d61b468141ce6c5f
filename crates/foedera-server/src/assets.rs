//! The page, as `web/` builds it.

/// A file of the page: its path, its type, its bytes.
pub(crate) struct Asset {
    pub(crate) path: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) bytes: &'static [u8],
}

/// All files of the page.
pub(crate) const ASSETS: [Asset; 3] = [
    Asset { path: "/", kind: "text/html; charset=utf-8", bytes: include_bytes!("../../../web/dist/index.html") },
    Asset {
        path: "/app.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../web/dist/app.js"),
    },
    Asset { path: "/app.css", kind: "text/css; charset=utf-8", bytes: include_bytes!("../../../web/dist/app.css") },
];

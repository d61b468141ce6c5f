//! A folder for one test.

use std::path::PathBuf;

/// A folder in that for temporary files, taken away with all that is in it when it is dropped.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// An empty one; names differ within a file of tests.
    pub fn new(name: &str) -> Self {
        let tests = env!("CARGO_CRATE_NAME");
        let path = std::env::temp_dir().join(format!("foedera-{tests}-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder left behind in that for temporary files harms nobody.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

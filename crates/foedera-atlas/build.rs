//! Lists the files of `atlas/`, so that adding a treaty is adding a file.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let atlas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../atlas");
    println!("cargo:rerun-if-changed={}", atlas.display());
    println!("cargo:rerun-if-changed={}", atlas.join("treaties").display());
    let mut files = Vec::new();
    for folder in ["", "treaties"] {
        for entry in std::fs::read_dir(atlas.join(folder)).expect("the atlas folder is part of the checkout") {
            let name = entry.expect("a readable folder").file_name().into_string().expect("plain names");
            if name.ends_with(".toml") || name.ends_with(".csv") {
                files.push(if folder.is_empty() { name } else { format!("{folder}/{name}") });
            }
        }
    }
    files.sort();
    let mut list =
        String::from("/// The files of the atlas: name and text.\npub(crate) const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let path = atlas.join(&file);
        writeln!(list, "    ({:?}, include_str!({path:?})),", format!("atlas/{file}")).expect("strings grow");
    }
    list.push_str("];\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("files.rs"), list).expect("cargo's folder is writable");
}

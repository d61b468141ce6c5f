//! Lists the files of `atlas/`, so that adding a treaty is adding a file, and takes them apart beforehand, so that no start of the program
//! parses or hashes them. A file that is not valid TOML is left to the program, which tells where and why.

use std::fmt::Write as _;
use std::path::Path;

use foedera_diagnostic::document::compile;
use sha2::{Digest, Sha256};

fn main() {
    let atlas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../atlas");
    println!("cargo:rerun-if-changed={}", atlas.display());
    println!("cargo:rerun-if-changed={}", atlas.join("treaties").display());
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let out = Path::new(&out);
    let mut list = String::from("/// The files of the atlas: name, text, and the records of its TOML.\n");
    list.push_str("pub(crate) const FILES: &[(&str, &str, Option<&[u8]>)] = &[\n");
    let mut hash = Sha256::new();
    for (index, file) in files(&atlas).into_iter().enumerate() {
        let path = atlas.join(&file);
        let (name, text) = (format!("atlas/{file}"), std::fs::read_to_string(&path).expect("a readable text"));
        for part in [name.as_bytes(), &[0], text.as_bytes(), &[0]] {
            hash.update(part);
        }
        let records = out.join(format!("{index}.records"));
        let compiled = match compile(&text).filter(|_| file.ends_with(".toml")) {
            Some(bytes) => {
                std::fs::write(&records, bytes).expect("cargo's folder is writable");
                format!("Some(include_bytes!({records:?}))")
            }
            None => "None".to_owned(),
        };
        writeln!(list, "    ({name:?}, include_str!({path:?}), {compiled}),").expect("strings grow");
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(list, "];\n/// SHA-256 over their names and texts.\npub(crate) const SHA256: &str = {digest:?};")
        .expect("strings grow");
    std::fs::write(out.join("files.rs"), list).expect("cargo's folder is writable");
}

/// The names of the files, from the folder of the atlas, in order.
fn files(atlas: &Path) -> Vec<String> {
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
    files
}

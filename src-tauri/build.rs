//! Tells Tauri where the window's permissions and capabilities are; without the paths they would be silently empty.

fn main() {
    // A new adapter is part of the program, and only the files that were there before are watched by the compiler.
    println!("cargo:rerun-if-changed=assets/adapters");
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}

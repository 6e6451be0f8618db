//! Container runtimes by the names under which they are installed.

/// What a runtime of this name puts between a pod and the node's kernel: one of the vocabulary's sandboxes; nothing
/// where the name is not known. The names are those that the runtimes' own installers and the clouds give.
pub fn sandbox_of(handler: &str) -> Option<&'static str> {
    let mut parts = handler.split(['-', '_']);
    match parts.next()? {
        "gvisor" | "runsc" => Some("gvisor"),
        "kata" if parts.any(|part| matches!(part, "snp" | "sev" | "tdx" | "se" | "cc")) => Some("kata-confidential"),
        "kata" => Some("kata"),
        "runc" | "crun" | "youki" | "nvidia" => Some("none"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::sandbox_of;

    #[test]
    fn handlers_are_known_by_their_installed_names() {
        let known = [
            ("gvisor", Some("gvisor")),
            ("runsc", Some("gvisor")),
            ("kata", Some("kata")),
            ("kata-qemu", Some("kata")),
            ("kata-mshv-vm-isolation", Some("kata")),
            ("kata-qemu-coco-dev", Some("kata")),
            ("kata-qemu-nvidia-gpu-snp", Some("kata-confidential")),
            ("kata-cc-isolation", Some("kata-confidential")),
            ("nvidia", Some("none")),
            ("katana", None),
            ("", None),
            ("wasmtime-spin", None),
        ];
        for (handler, sandbox) in known {
            assert_eq!(sandbox_of(handler), sandbox, "{handler}");
        }
    }
}

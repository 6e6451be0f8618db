//! Embeds policies, platforms, front doors and known modules: what a run needs of each, its full text, and what it is found by.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::{Map, Value};

/// What a run reads of a platform; all else is prose, read only to print it.
const PLATFORM_KEYS: &[&str] = &["title", "services", "refines", "when", "model", "axes", "limits"];

/// What a run reads of a policy.
const POLICY_KEYS: &[&str] = &["title", "severity", "concern", "when", "message", "instead"];

/// What a run reads of a front door.
const DOOR_KEYS: &[&str] = &["title", "limits"];

/// A file as it is embedded.
struct Embedded {
    id: String,
    path: PathBuf,
    lean: Map<String, Value>,
}

fn main() -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "cargo:rerun-if-changed=policies")?;
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let policies = read_folder(&root.join("policies"), POLICY_KEYS)?;
    let platforms = read_folder(&root.join("policies").join("platforms"), PLATFORM_KEYS)?;
    let doors = read_folder(&root.join("policies").join("doors"), DOOR_KEYS)?;
    let mut code = String::new();
    write_table(&mut code, "POLICIES", &policies)?;
    write_table(&mut code, "PLATFORMS", &platforms)?;
    write_table(&mut code, "DOORS", &doors)?;
    write_index(&mut code, &platforms)?;
    write_modules(&mut code, &root.join("policies").join("modules"))?;
    fs::write(out.join("embedded.rs"), code)?;
    Ok(())
}

/// The YAML files of a folder by id; none where there is no such folder.
fn read_folder(folder: &Path, keys: &[&str]) -> Result<Vec<Embedded>, Box<dyn Error>> {
    let mut paths = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                paths.push(path);
            }
        }
    }
    let mut files: Vec<Embedded> = paths.into_iter().map(|path| read_file(path, keys)).collect::<Result<_, _>>()?;
    // By id, whatever order the file system lists them in.
    files.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(files)
}

fn read_file(path: PathBuf, keys: &[&str]) -> Result<Embedded, Box<dyn Error>> {
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let id = path.file_stem().and_then(|stem| stem.to_str()).ok_or_else(|| wrong("no name"))?.to_owned();
    let text = fs::read_to_string(&path).map_err(|error| wrong(&error.to_string()))?;
    let whole: Value = serde_yaml::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let Value::Object(whole) = whole else { return Err(wrong("no map of keys").into()) };
    let lean = keys.iter().filter_map(|key| Some(((*key).to_owned(), whole.get(*key)?.clone()))).collect();
    Ok(Embedded { id, path, lean })
}

fn write_table(code: &mut String, name: &str, files: &[Embedded]) -> Result<(), Box<dyn Error>> {
    writeln!(code, "pub(super) static {name}: &[Embedded] = &[")?;
    for file in files {
        let lean = serde_json::to_string(&file.lean)?;
        let path = file.path.to_str().ok_or("a path that is no text")?;
        writeln!(code, "    Embedded {{ id: {:?}, lean: {lean:?}, full: include_str!({path:?}) }},", file.id)?;
    }
    writeln!(code, "];")?;
    Ok(())
}

/// The known modules by id, each with the sources that its head names. A run parses one when a call names it.
fn write_modules(code: &mut String, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tf") {
            files.push(path);
        }
    }
    files.sort();
    writeln!(code, "pub(super) static MODULES: &[KnownModule] = &[")?;
    for path in files {
        let text = fs::read_to_string(&path)?;
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        let of =
            |key: &str| -> Vec<&str> { head.iter().filter_map(|line| line.strip_prefix(key)).map(str::trim).collect() };
        let sources = of("# source:");
        let versions = of("# versions:").first().copied().unwrap_or_default();
        let ignores = of("# ignores:");
        let mut ignores: Vec<&str> = ignores.iter().flat_map(|names| names.split(',')).map(str::trim).collect();
        ignores.sort_unstable();
        let id = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a module without a name")?;
        let path = path.to_str().ok_or("a path that is no text")?;
        writeln!(
            code,
            "    KnownModule {{ id: {id:?}, path: \"misfit:modules/{id}.tf\", sources: &{sources:?}, versions: {versions:?}, ignores: &{ignores:?}, text: include_str!({path:?}) }},"
        )?;
    }
    writeln!(code, "];")?;
    Ok(())
}

/// For each service the places, in the table of platforms, of its roots and of all that refines them.
fn write_index(code: &mut String, platforms: &[Embedded]) -> Result<(), Box<dyn Error>> {
    let mut by_service: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (place, platform) in platforms.iter().enumerate() {
        for service in services(&platform.lean) {
            let family = by_service.entry(service).or_default();
            family.insert(place);
            // Rounds until none is added: a circle adds nothing new and ends.
            loop {
                let ids: BTreeSet<&str> =
                    family.iter().filter_map(|place| Some(platforms.get(*place)?.id.as_str())).collect();
                let parent = |platform: &Embedded| {
                    platform.lean.get("refines").and_then(Value::as_str).is_some_and(|id| ids.contains(id))
                };
                let more: Vec<usize> = (0..platforms.len())
                    .filter(|place| !family.contains(place) && platforms.get(*place).is_some_and(parent))
                    .collect();
                if more.is_empty() {
                    break;
                }
                family.extend(more);
            }
        }
    }
    writeln!(code, "pub(super) static BY_SERVICE: &[(&str, &[usize])] = &[")?;
    for (service, places) in by_service {
        let places: Vec<usize> = places.into_iter().collect();
        writeln!(code, "    ({service:?}, &{places:?}),")?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn services(lean: &Map<String, Value>) -> Vec<&str> {
    match lean.get("services") {
        Some(Value::Array(services)) => services.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(service)) => vec![service],
        _ => Vec::new(),
    }
}

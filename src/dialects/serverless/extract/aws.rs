//! Functions of AWS Lambda: what is written of one, over what is written of all, over what the framework does by itself.

use super::capacity;
use super::events;
use super::service::{Draft, fallback};
use super::tags;
use crate::model::fact::{Fact, Value};
use crate::values::read::{self, Reader, word};
use crate::values::{body, readers};

/// Bytes in the unit that sizes are written in.
const MEBIBYTE: f64 = 1_048_576.0;

/// What the framework writes where nobody wrote anything.
struct Defaults {
    /// Seconds after which a function is stopped.
    timeout: f64,
    /// Mebibytes of memory.
    memory: f64,
}

/// Of any function.
const COMMON: Defaults = Defaults { timeout: 6.0, memory: 1024.0 };

/// Of a function at the edge, whatever is written of all functions.
const AT_THE_EDGE: Defaults = Defaults { timeout: 5.0, memory: 128.0 };

/// Of a function on a capacity provider.
const ON_CAPACITY: Defaults = Defaults { timeout: 6.0, memory: 2048.0 };

/// The scratch space that Lambda gives where nobody asks for any, in mebibytes.
const SCRATCH: f64 = 512.0;

/// Reads a function of AWS.
pub(super) fn function(draft: &mut Draft<'_>) {
    events::set_edge(draft);
    capacity::place(draft);
    limits(draft);
    kind(draft);
    concurrency(draft);
    draft.set_some(
        "volumes",
        body::records(draft.at(&["fileSystemConfig"]).as_deref(), &|item| {
            body::Record::of(item).is("kind", word("network")).read("path", &["localMountPath"], read::text).facts()
        }),
    );
    // An HTTP API's timeout follows the function's.
    events::set_triggers(draft);
    tags::laid_over(draft);
    tags::of_aws(draft);
}

fn limits(draft: &mut Draft<'_>) {
    let at_edge = draft.resource.facts.is_true("edge");
    let defaults = match draft.resource.facts.get("capacity_provider") {
        _ if at_edge => AT_THE_EDGE,
        Some(_) => ON_CAPACITY,
        None => COMMON,
    };
    let above = |draft: &Draft<'_>, name: &str, reader: Reader| match at_edge {
        true => Fact::absent(draft.name_span),
        false => draft.here.service.inherited(&[name], reader, draft.name_span),
    };
    let timeout =
        fallback(own(draft, &["Timeout"], &["timeout"], read::number), &above(draft, "timeout", read::number));
    draft.set("timeout", body::or_default(timeout, &Value::Number(defaults.timeout)));
    let memory = own(draft, &["MemorySize"], &["memorySize"], read::mebibytes);
    let memory = fallback(memory, &above(draft, "memorySize", read::mebibytes));
    draft.set("memory", body::or_default(memory, &Value::Number(defaults.memory * MEBIBYTE)));
    let scratch = own(draft, &["EphemeralStorage", "Size"], &["ephemeralStorageSize"], read::mebibytes);
    draft.set("ephemeral_storage", body::or_default(scratch, &Value::Number(SCRATCH * MEBIBYTE)));
}

/// How it is packed, and what runs it.
fn kind(draft: &mut Draft<'_>) {
    let image: Reader = |_| Some(word("image"));
    let package = fallback(draft.read(&["image"], image), &over(draft, &["PackageType"], readers::lower));
    let package = body::or_default(package, &word("zip"));
    // An image brings its own runtime, whatever is written of all functions.
    let runtime = own(draft, &["Runtime"], &["runtime"], read::text);
    let of_all = match package.as_text() {
        Some("image") => Fact::absent(draft.name_span),
        _ => draft.here.service.inherited(&["runtime"], read::text, draft.name_span),
    };
    set_written(draft, "runtime", fallback(runtime, &of_all));
    draft.set("package", package);
    draft.fact("durable", &["durableConfig"], readers::present);
    draft.fact("durable_timeout", &["durableConfig", "executionTimeout"], read::number);
    let mode: Reader = |node| Some(Value::Bool(node.as_str()?.eq_ignore_ascii_case("per_tenant")));
    let isolated = own(draft, &["TenancyConfig", "TenantIsolationMode"], &["tenancy", "mode"], mode);
    set_written(draft, "tenant_isolation", isolated);
}

fn concurrency(draft: &mut Draft<'_>) {
    let reserved = own(draft, &["ReservedConcurrentExecutions"], &["reservedConcurrency"], read::number);
    set_written(draft, "reserved_concurrency", reserved);
    draft.first_fact(
        "provisioned_concurrency",
        &[&["provisionedConcurrency", "executions"], &["provisionedConcurrency"]],
        readers::positive,
    );
    let applied: Reader = |node| Some(Value::Bool(node.as_str()? != "None"));
    let snap_start =
        fallback(over(draft, &["SnapStart", "ApplyOn"], applied), &draft.read(&["snapStart"], read::boolean));
    set_written(draft, "snap_start", snap_start);
}

/// What is laid over a property of a function.
fn over(draft: &Draft<'_>, property: &[&str], reader: Reader) -> Fact {
    draft.here.service.laid_over(draft.here.id, property, reader, draft.name_span)
}

/// What is written of a function: over its property, else at its own path.
fn own(draft: &Draft<'_>, property: &[&str], path: &[&str], reader: Reader) -> Fact {
    fallback(over(draft, property, reader), &draft.read(path, reader))
}

/// Sets a fact where somebody wrote it.
fn set_written(draft: &mut Draft<'_>, name: &'static str, fact: Fact) {
    if !fact.is_absent() {
        draft.set(name, fact);
    }
}

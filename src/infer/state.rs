//! State: what a workload keeps, whether it replicates it by itself, and whether its machine is one of a kind.

use smol_str::SmolStr;

use super::derive::{at_best, combine, each, either, fact_or_absent, map, offer, strongest, unknown, valued};
use super::images::{self, Store};
use super::names::words_of_name;
use super::shell::statements;
use super::structure::{command_of, texts, working_containers};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::Resource;
use crate::model::vocabulary::STATE;

/// Instances below this are no replication to lean on.
const FEWEST_REPLICAS: f64 = 3.0;

/// Kinds whose instances keep their names and volumes.
const STATEFUL_SETS: &[&str] = &["StatefulSet", "kubernetes_stateful_set", "kubernetes_stateful_set_v1"];

/// Services whose instances can be machines kept by hand.
const MACHINES: &[&str] = &["aws-ec2", "aws-lightsail", "gcp-compute-engine", "azure-vm", "kubevirt"];

/// Words in the name of a machine that is kept by hand: doors, tunnels, directories and licences.
const PET_WORDS: &[&str] = &[
    "bastion",
    "jumpbox",
    "jumphost",
    "jumpserver",
    "jump",
    "vpn",
    "openvpn",
    "wireguard",
    "domaincontroller",
    "activedirectory",
    "licenseserver",
    "licenceserver",
    "flexlm",
    "rdgateway",
];

/// Sets `state`, `replicated` and `pet`, where nothing was declared.
pub(super) fn offer_state(needs: &mut Facts, resource: &Resource) {
    let facts = &resource.facts;
    let from_volumes = each(&fact_or_absent(facts, "volumes", resource.name_span), &of_volumes);
    let containers = fact_or_absent(facts, "containers", resource.name_span);
    let from_images = each(&containers, &|containers| of_containers(containers, resource));
    let from_script = database_in_script(resource);
    let state = strongest(&strongest(&from_volumes, &from_images, &rank), &from_script, &rank);
    offer(needs, "state", at_best(state, Known::Inferred));
    offer(needs, "replicated", at_best(replicated(resource, &containers), Known::Inferred));
    if resource.service.is_some_and(|service| MACHINES.contains(&service)) {
        let kept = map(&strongest(&from_volumes, &from_script, &rank), &|state| {
            Value::Bool(*state == Value::Text(SmolStr::new_static("durable")))
        });
        offer(needs, "pet", either(&only_true(&at_best(kept, Known::Inferred)), &called_a_pet(resource)));
    }
}

/// Durable above unknown above a cache: what is not known may be durable.
fn rank(state: &Fact) -> usize {
    match &state.value {
        Value::Text(name) => STATE.index(name).map_or(0, |index| if index == 2 { 4 } else { index + 1 }),
        Value::Unknown(_) => 3,
        _ => 0,
    }
}

fn durable() -> Value {
    Value::Text(SmolStr::new_static("durable"))
}

/// Claims and block devices are kept; scratch space, files of others and what is only read are not this workload's
/// state.
fn of_volumes(volumes: &Fact) -> Fact {
    let Some(items) = volumes.as_list() else { return volumes.clone() };
    let nothing = valued(volumes, Value::Absent);
    items.iter().fold(nothing, |sum, volume| {
        let of_one = each(volume, &|volume| {
            let written = volume.as_record().filter(|record| !record.is_true("read_only"));
            let Some(kind) = written.and_then(|record| record.get("kind")) else {
                return if volume.is_unknown() { volume.clone() } else { absent_as(volume) };
            };
            map(kind, &|kind| match kind {
                Value::Text(name) if matches!(name.as_str(), "claim" | "block") => durable(),
                _ => Value::Absent,
            })
        });
        strongest(&sum, &of_one, &rank)
    })
}

fn absent_as(fact: &Fact) -> Fact {
    valued(fact, Value::Absent)
}

/// What the images of a workload that goes on running keep.
fn of_containers(containers: &Fact, resource: &Resource) -> Fact {
    if containers.as_list().is_none() || resource.facts.is_true("run_to_completion") {
        return if containers.is_unknown() { containers.clone() } else { absent_as(containers) };
    }
    working_containers(containers).into_iter().fold(absent_as(containers), |sum, container| {
        let command = command_of(container);
        let Some(image) = container.get("image") else { return sum };
        let is_kept = images::appends(&command) || is_called_a_database(container, resource);
        let of_one =
            each(image, &|image| match images::written(image).and_then(|image| images::store(image, &command)) {
                Some(Store::Database) => valued(image, durable()),
                Some(Store::Cache) if is_kept => valued(image, durable()),
                Some(Store::Cache) => valued(image, Value::Text(SmolStr::new_static("cache"))),
                // An image of which nothing is known is no reason to doubt: its registry is a variable, mostly.
                None => absent_as(image),
            });
        strongest(&sum, &of_one, &rank)
    })
}

fn is_called_a_database(container: &Facts, resource: &Resource) -> bool {
    let names = [Some(resource.name.as_str()), container.text("name")];
    names
        .into_iter()
        .flatten()
        .flat_map(words_of_name)
        .any(|word| matches!(word.as_str(), "db" | "database" | "datastore"))
}

/// A machine whose start script installs or runs a database server.
fn database_in_script(resource: &Resource) -> Fact {
    let script = fact_or_absent(&resource.facts, "start_script", resource.name_span);
    each(&script, &|script| match script.as_text() {
        Some(text) if installs_database(text) => valued(script, durable()),
        // A script that is not known is no sign of a database.
        _ => absent_as(script),
    })
}

fn installs_database(script: &str) -> bool {
    statements(script).iter().any(|statement| {
        let words = statement.words();
        let brings = words.iter().any(|word| matches!(*word, "install" | "run" | "add" | "enable" | "start"));
        brings && words.iter().any(|word| images::is_database_package(word.trim_end_matches(".service")))
    })
}

/// A stateful set of a store that replicates by itself, with enough instances.
fn replicated(resource: &Resource, containers: &Fact) -> Fact {
    if !STATEFUL_SETS.contains(&resource.kind.as_str()) {
        return Fact::absent(resource.name_span);
    }
    let instances = fact_or_absent(&resource.facts, "instances", resource.name_span);
    let enough = map(&instances, &|count| match count {
        Value::Number(count) => Value::Bool(*count >= FEWEST_REPLICAS),
        _ => unknown("the number of instances is no number"),
    });
    let by_image = each(containers, &|containers| {
        working_containers(containers).into_iter().fold(absent_as(containers), |sum, container| {
            let environment = texts(container.list("environment_names"));
            let Some(image) = container.get("image") else { return sum };
            let of_one = each(image, &|image| match images::written(image) {
                Some(name) if images::replicates(name, &command_of(container), &environment) => {
                    valued(image, Value::Bool(true))
                }
                _ => absent_as(image),
            });
            either(&sum, &of_one)
        })
    });
    combine(&by_image, &enough, &|by_image, enough| match (by_image.as_bool(), &enough.value) {
        (Some(true), Value::Unknown(_)) => enough.clone(),
        (Some(true), Value::Bool(true)) => by_image.clone(),
        _ => absent_as(by_image),
    })
}

fn called_a_pet(resource: &Resource) -> Fact {
    let is_pet = |text: &str| {
        let words = words_of_name(text);
        let joined = text.split(|c: char| !c.is_alphanumeric()).collect::<String>().to_lowercase();
        PET_WORDS.iter().any(|pet| words.iter().any(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()) == *pet))
            || ["domaincontroller", "activedirectory", "licenseserver", "licenceserver"]
                .iter()
                .any(|pet| joined.contains(pet))
    };
    let tagged = resource.own_tags().find(|tag| {
        let key = super::words::normal_key(&tag.key);
        matches!(
            key.as_str(),
            "name" | "role" | "function" | "purpose" | "service" | "component" | "application" | "app"
        ) && tag.value.as_text().is_some_and(is_pet)
    });
    let yes = |at| Fact::new(Value::Bool(true), Known::Assumed, at);
    match tagged {
        Some(tag) => yes(tag.value.at),
        None if is_pet(&resource.name) || makes_a_directory(resource) => yes(resource.name_span),
        None => Fact::absent(resource.name_span),
    }
}

/// A Windows machine whose start script makes it a domain controller.
fn makes_a_directory(resource: &Resource) -> bool {
    resource.facts.text("start_script").is_some_and(|script| {
        ["Install-ADDSForest", "Install-ADDSDomainController", "AD-Domain-Services"]
            .iter()
            .any(|word| script.contains(word))
    })
}

/// What is plainly false is not said.
fn only_true(fact: &Fact) -> Fact {
    each(fact, &|fact| if fact.as_bool() == Some(false) { absent_as(fact) } else { fact.clone() })
}

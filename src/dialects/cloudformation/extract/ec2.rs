//! EC2 machines: instances, launch templates and configurations, Lightsail.

use super::draft::Draft;
use super::{Row, companion, definition, tags, workload};
use crate::dialects::aws::machines;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::{self, word};
use crate::values::{cases, lists, readers};

pub(super) static TABLE: &[Row] = &[
    workload("AWS::EC2::Instance", "aws-ec2", instance),
    definition("AWS::EC2::LaunchTemplate", "aws-ec2", launch_template),
    definition("AWS::AutoScaling::LaunchConfiguration", "aws-ec2", launch_configuration),
    workload("AWS::Lightsail::Instance", "aws-lightsail", lightsail),
    companion("AWS::EC2::VolumeAttachment", volume_attachment),
    companion("AWS::EC2::Host", |_| {}),
    companion("AWS::EC2::CapacityReservation", |_| {}),
];

/// Types that describe machines for others to start.
pub(super) const MACHINE_DEFINITIONS: &[&str] = &["AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"];

/// Types of single machines.
pub(super) const INSTANCES: &[&str] = &["AWS::EC2::Instance"];

/// The properties of a block device.
const DEVICES: machines::DeviceNames =
    machines::DeviceNames { path: "DeviceName", instance_store: "VirtualName", size: &["Ebs", "VolumeSize"] };

fn instance(draft: &mut Draft<'_>) {
    machine(draft);
    if !starts_from(draft, draft.body) {
        machines::defaults(draft);
    }
}

/// Ties it to the launch template of a block that names one; says whether it does.
pub(super) fn starts_from(draft: &mut Draft<'_>, node: &Node) -> bool {
    let paths = [["LaunchTemplate", "LaunchTemplateId"], ["LaunchTemplate", "LaunchTemplateName"]];
    let named = paths.iter().find_map(|path| body::at(node, path).filter(|named| !named.is_null()));
    named.is_some_and(|named| draft.link_node(Relation::Definition, &named, MACHINE_DEFINITIONS))
}

/// Ties it to the launch template of a specification that names one.
pub(super) fn starts_as_specified(draft: &mut Draft<'_>, node: &Node) {
    for name in ["LaunchTemplateId", "LaunchTemplateName"] {
        if let Some(named) = body::at(node, &["LaunchTemplateSpecification", name]) {
            draft.link_node(Relation::Definition, &named, MACHINE_DEFINITIONS);
        }
    }
}

fn launch_template(draft: &mut Draft<'_>) {
    if let Some(data) = draft.body.get("LaunchTemplateData") {
        draft.body = data;
    }
    tag_machines(draft);
    machine(draft);
    machines::defaults(draft);
    draft.lend_everything();
}

/// Adds the tags that a block gives to the machines that are started from it.
pub(super) fn tag_machines(draft: &mut Draft<'_>) {
    for specification in body::each(draft.body, "TagSpecifications") {
        let of_machines = specification
            .get("ResourceType")
            .and_then(Node::as_str)
            .is_none_or(|kind| matches!(kind, "instance" | "spot-instances-request" | "volume"));
        if of_machines {
            for tag in specification.get("Tags").map(tags::read_tags).unwrap_or_default() {
                if draft.resource.tags.iter().all(|own| own.key != tag.key) {
                    draft.resource.tags.push(tag);
                }
            }
        }
    }
}

fn launch_configuration(draft: &mut Draft<'_>) {
    machine(draft);
    draft.fact("capacity_type", &["SpotPrice"], |_| Some(word("spot")));
    machines::defaults(draft);
    draft.lend_everything();
}

/// What is written of a machine.
pub(super) fn machine(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["InstanceType"], read::text);
    if draft.at(&["InstanceRequirements"]).is_some() {
        draft.set("instance_type", Fact::unknown("the machine's type is chosen by requirements", draft.name_span));
    }
    machines::count_accelerators(draft);
    draft.fact("machine_image", &["ImageId"], read::text);
    draft.script(&[&["UserData"]], readers::script);
    draft.first_fact("tenancy", &[&["Tenancy"], &["PlacementTenancy"], &["Placement", "Tenancy"]], machines::tenancy);
    let hosts: &[&[&str]] =
        &[&["HostId"], &["HostResourceGroupArn"], &["Placement", "HostId"], &["Placement", "HostResourceGroupArn"]];
    if let Some(host) = hosts.iter().find_map(|path| draft.at(path)) {
        draft.set("dedicated_host", draft.name_fact(&host, &["AWS::EC2::Host"]));
        if draft.resource.facts.get("tenancy").is_none() {
            draft.set("tenancy", Fact::written(word("host"), host.span));
        }
    }
    if let Some(options) = draft.at(&["InstanceMarketOptions"]) {
        draft.set("capacity_type", machines::market(&options, "MarketType"));
    }
    let flags = [
        draft.read(&["CpuOptions", "AmdSevSnp"], machines::enabled),
        draft.read(&["EnclaveOptions", "Enabled"], read::boolean),
    ];
    draft.set_some("confidential", cases::any_true(flags.iter().filter(|flag| !flag.is_absent())));
    draft.set_some("volumes", volumes(draft));
}

fn volumes(draft: &Draft<'_>) -> Option<Fact> {
    let mapped = body::records(draft.body.get("BlockDeviceMappings"), &|item| machines::mapped(item, &DEVICES));
    let attached = body::records(draft.body.get("Volumes"), &|item| volume(draft, item).facts());
    lists::concatenated([mapped, attached].into_iter().flatten())
}

/// A volume that stands by itself and is attached under a device's name.
fn volume<'n>(draft: &Draft<'_>, item: &'n Node) -> Record<'n> {
    let size = item.get("VolumeId").and_then(|here| {
        let there = draft.here.unit.referred(here, &["AWS::EC2::Volume"])?;
        Some(draft.read_there(here, there, &["Size"], read::gibibytes)).filter(|size| !size.is_absent())
    });
    Record::of(item).is("kind", word("block")).read("path", &["Device"], read::text).with("size", size)
}

fn volume_attachment(draft: &mut Draft<'_>) {
    draft.link(Relation::Configures, &["InstanceId"], INSTANCES);
    let volume = Fact::written(Value::Record(volume(draft, draft.body).facts()), draft.header);
    draft.lend("volumes", Fact::written(Value::List(vec![volume]), draft.header));
}

fn lightsail(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["BundleId"], read::text);
    draft.fact("machine_image", &["BlueprintId"], read::text);
    draft.script(&[&["UserData"]], readers::script);
    draft.defaults("capacity_type", word("on-demand"));
}

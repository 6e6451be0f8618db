//! EC2 machines: instances, launch templates and configurations, Lightsail.

use crate::dialects::aws::machines;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, definition, workload};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{cases, readers};
use crate::values::{lists, read};

pub(super) static TABLE: &[Row] = &[
    workload("aws_instance", "aws-ec2", instance),
    workload("aws_spot_instance_request", "aws-ec2", spot_request),
    definition("aws_launch_template", "aws-ec2", launch_template),
    definition("aws_launch_configuration", "aws-ec2", launch_configuration),
    workload("aws_lightsail_instance", "aws-lightsail", lightsail),
    companion("aws_volume_attachment", volume_attachment),
    companion("aws_ec2_host", |_| {}),
];

/// Types that describe machines for others to start.
pub(super) const MACHINE_DEFINITIONS: &[&str] = &["aws_launch_template", "aws_launch_configuration"];

/// Types of single machines.
pub(super) const INSTANCES: &[&str] = &["aws_instance", "aws_spot_instance_request"];

fn instance(draft: &mut Draft<'_>) {
    machine(draft);
    let from_template = draft.link(Relation::Definition, &["launch_template", "id"], MACHINE_DEFINITIONS)
        || draft.link(Relation::Definition, &["launch_template", "name"], MACHINE_DEFINITIONS);
    if !from_template {
        machines::defaults(draft);
    }
}

fn spot_request(draft: &mut Draft<'_>) {
    machine(draft);
    draft.is("capacity_type", word("spot"));
    draft.link(Relation::Definition, &["launch_template", "id"], MACHINE_DEFINITIONS);
}

fn launch_template(draft: &mut Draft<'_>) {
    machine(draft);
    machines::defaults(draft);
    draft.lend_everything();
}

fn launch_configuration(draft: &mut Draft<'_>) {
    machine(draft);
    draft.fact("capacity_type", &["spot_price"], |_| Some(word("spot")));
    machines::defaults(draft);
    draft.lend_everything();
}

/// What is written of a machine.
pub(super) fn machine(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["instance_type"], read::text);
    if draft.at(&["instance_requirements"]).is_some() {
        draft.set("instance_type", Fact::unknown("the machine's type is chosen by requirements", draft.name_span));
    }
    machines::count_accelerators(draft);
    draft.first_fact("machine_image", &[&["ami"], &["image_id"]], read::text);
    draft.script(&[&["user_data"]], readers::script);
    draft.script(&[&["user_data_base64"]], readers::script_base64);
    draft.first_fact("tenancy", &[&["tenancy"], &["placement_tenancy"], &["placement", "tenancy"]], machines::tenancy);
    let hosts: &[&[&str]] = &[
        &["host_id"],
        &["host_resource_group_arn"],
        &["placement", "host_id"],
        &["placement", "host_resource_group_arn"],
    ];
    if let Some(host) = hosts.iter().find_map(|path| draft.at(path)) {
        draft.set("dedicated_host", draft.name_fact(&host, &["aws_ec2_host"]));
        if draft.resource.facts.get("tenancy").is_none() {
            draft.set("tenancy", Fact::written(word("host"), host.span));
        }
    }
    if let Some(options) = draft.at(&["instance_market_options"]) {
        draft.set("capacity_type", machines::market(&options, "market_type"));
    }
    let flags = [
        draft.read(&["cpu_options", "amd_sev_snp"], machines::enabled),
        draft.read(&["enclave_options", "enabled"], read::boolean),
    ];
    draft.set_some("confidential", cases::any_true(flags.iter().filter(|flag| !flag.is_absent())));
    draft.set_some("volumes", volumes(draft));
}

/// The arguments of a block device.
const DEVICES: machines::DeviceNames =
    machines::DeviceNames { path: "device_name", instance_store: "virtual_name", size: &["ebs", "volume_size"] };

fn volumes(draft: &Draft<'_>) -> Option<Fact> {
    let body = draft.body;
    let lists = [
        body::records(body.get("root_block_device"), &|item| {
            disk(item).is("name", word("root")).is("kind", word("root")).facts()
        }),
        body::records(body.get("ebs_block_device"), &|item| disk(item).facts()),
        body::records(body.get("ephemeral_block_device"), &|item| machines::instance_store(item, &DEVICES)),
        body::records(body.get("block_device_mappings"), &|item| machines::mapped(item, &DEVICES)),
    ];
    lists::concatenated(lists.into_iter().flatten())
}

fn disk(item: &Node) -> Record<'_> {
    Record::of(item).is("kind", word("block")).read("path", &["device_name"], read::text).read(
        "size",
        &["volume_size"],
        read::gibibytes,
    )
}

fn volume_attachment(draft: &mut Draft<'_>) {
    draft.link(Relation::Configures, &["instance_id"], INSTANCES);
    let mut volume = Record::of(draft.body).is("kind", word("block")).read("path", &["device_name"], read::text);
    if let (Some(here), Some(there)) = (draft.at(&["volume_id"]), draft.referred(&["volume_id"], &["aws_ebs_volume"])) {
        let size = draft.read_there(&here, there, &["size"], read::gibibytes);
        volume = volume.with("size", (!size.is_absent()).then_some(size));
    }
    let volume = Fact::written(Value::Record(volume.facts()), draft.header);
    draft.lend("volumes", Fact::written(Value::List(vec![volume]), draft.header));
}

fn lightsail(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["bundle_id"], read::text);
    draft.fact("machine_image", &["blueprint_id"], read::text);
    draft.script(&[&["user_data"]], readers::script);
    draft.defaults("capacity_type", word("on-demand"));
}

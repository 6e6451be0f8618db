//! Functions of other providers than AWS.

use super::says;

#[test]
fn functions_of_google_are_of_the_first_generation() {
    says(
        "
service: s
provider:
  name: google
  runtime: nodejs20
  timeout: 90s
  labels:
    team: pay
functions:
  first:
    handler: http
    events:
      - http: path
  second:
    handler: event
    memorySize: 512
    timeout: 540s
    minInstances: 1
    maxInstances: 8
    labels:
      data_class: pci
    events:
      - event:
          eventType: providers/cloud.pubsub/eventTypes/topic.publish
          resource: projects/p/topics/jobs
",
        &[
            (
                "functions.first",
                &[
                    "workload gcp-cloud-functions-1",
                    "timeout = 90",
                    "memory = 268435456~",
                    "runtime = nodejs20",
                    "scale_min = 0~",
                    "triggers = [{kind: http, sync: true}]",
                    "tag team=pay (inherited)",
                ],
            ),
            (
                "functions.second",
                &[
                    "timeout = 540",
                    "memory = 536870912",
                    "scale_min = 1",
                    "scale_max = 8",
                    "triggers = [{kind: queue, name: jobs, sync: false}]",
                    "tag data_class=pci",
                ],
            ),
        ],
    );
}

#[test]
fn providers_without_a_platform_have_workloads_all_the_same() {
    for (name, expected) in [
        ("azure", "workload azure-functions"),
        ("knative", "workload knative"),
        ("openwhisk", "workload -"),
        ("cloudflare", "workload -"),
        ("tencent", "workload -"),
        ("${ssm:/provider}", "workload -"),
    ] {
        let text =
            format!("service: s\nprovider:\n  name: {name}\n  runtime: node\nfunctions:\n  f:\n    handler: a.b\n");
        let found = super::inventory(&text);
        let [function] = found.resources.as_slice() else { panic!("{name}: {} resources", found.resources.len()) };
        let said = super::describe(function);
        assert!(said.iter().any(|line| line == expected), "{name}: {said:?}");
        assert!(said.iter().any(|line| line == "runtime = node"), "{name}: {said:?}");
    }
}

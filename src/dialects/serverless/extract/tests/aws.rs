//! Functions of AWS: what is written of one, of all, of neither, and over both.

use super::{came_through, inventory, says};

#[test]
fn the_nearest_that_is_written_holds() {
    says(
        "
service: s
provider:
  name: aws
  runtime: nodejs22.x
  timeout: 30
  memorySize: 512
  stage: prod
  tags:
    Team: pay
    DataClass: internal
  stackTags:
    CostCentre: \"12\"
functions:
  plain:
    handler: a.b
  near:
    name: card-vault
    handler: a.b
    runtime: python3.13
    timeout: 900
    memorySize: 2048
    ephemeralStorageSize: 1024
    reservedConcurrency: 0
    provisionedConcurrency: 5
    tags:
      DataClass: PCI
    fileSystemConfig:
      arn: arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1
      localMountPath: /mnt/data
  packed:
    image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:abc
    snapStart: true
    provisionedConcurrency:
      executions: 2
  durable:
    handler: a.b
    durableConfig:
      executionTimeout: 86400
    tenancy:
      mode: per_tenant
",
        &[
            (
                "functions.plain",
                &[
                    "workload aws-lambda",
                    "dialect = serverless",
                    "kind = function",
                    "name = plain",
                    "timeout = 30",
                    "memory = 536870912",
                    "ephemeral_storage = 536870912~",
                    "package = zip~",
                    "runtime = nodejs22.x",
                    "tag Team=pay (inherited)",
                    "tag CostCentre=12 (inherited)",
                    "tag STAGE=prod (inherited)",
                    "!instances",
                    "!reserved_concurrency",
                    "!triggers",
                ],
            ),
            (
                "functions.near",
                &[
                    "name = card-vault",
                    "timeout = 900",
                    "memory = 2147483648",
                    "ephemeral_storage = 1073741824",
                    "reserved_concurrency = 0",
                    "provisioned_concurrency = 5",
                    "runtime = python3.13",
                    "volumes = [{kind: network, path: /mnt/data}]",
                    "tag DataClass=PCI",
                    "!tag DataClass=internal",
                ],
            ),
            ("functions.packed", &["package = image", "snap_start = true", "provisioned_concurrency = 2", "!runtime"]),
            ("functions.durable", &["durable = true", "durable_timeout = 86400", "tenant_isolation = true"]),
        ],
    );
}

#[test]
fn where_nothing_is_written_the_framework_says() {
    says(
        "
service: s
provider:
  name: aws
functions:
  f:
    handler: a.b
  nothing: ${ssm:/f}
",
        &[
            ("functions.f", &["timeout = 6~", "memory = 1073741824~", "!runtime", "!tag"]),
            (
                "functions.nothing",
                &[
                    "workload aws-lambda",
                    "timeout = ?ssm:/f is looked up when it is deployed",
                    "memory = ?ssm:/f is looked up when it is deployed",
                    "triggers = ?ssm:/f is looked up when it is deployed",
                ],
            ),
        ],
    );
}

#[test]
fn what_cannot_be_known_says_why() {
    says(
        "
service: s
provider:
  name: aws
  timeout: ${ssm:/t}
functions:
  above:
    handler: a.b
  here:
    handler: a.b
    timeout: 10
    memorySize: ${ssm:/m}
",
        &[
            ("functions.above", &["timeout = ?ssm:/t is looked up when it is deployed"]),
            ("functions.here", &["timeout = 10", "memory = ?ssm:/m is looked up when it is deployed"]),
        ],
    );
}

#[test]
fn the_edge_has_its_own_defaults() {
    says(
        "
service: s
provider:
  name: aws
  timeout: 60
  memorySize: 3008
functions:
  viewer:
    handler: a.b
    events:
      - cloudFront:
          eventType: origin-response
          origin: s3://b.s3.amazonaws.com
      - cloudFront:
          eventType: viewer-request
          origin: s3://b.s3.amazonaws.com
  origin:
    handler: a.b
    timeout: 30
    events:
      - cloudFront:
          eventType: origin-request
          origin: https://example.com
",
        &[
            (
                "functions.viewer",
                &["edge = true", "edge_event = viewer-request", "timeout = 5~", "memory = 134217728~"],
            ),
            ("functions.origin", &["edge = true", "edge_event = origin-request", "timeout = 30"]),
        ],
    );
}

#[test]
fn capacity_providers_are_capacity() {
    says(
        "
service: s
provider:
  name: aws
  capacityProviders:
    big:
      instanceRequirements:
        allowedInstanceTypes: [m7g.xlarge]
functions:
  named:
    handler: a.b
    capacityProvider: big
  tuned:
    handler: a.b
    capacityProvider:
      name: big
      maxConcurrency: 10
      scaling: {min: 3, max: 9}
  elsewhere:
    handler: a.b
    capacityProvider: arn:aws:lambda:eu-west-1:111122223333:capacity-provider:other
  default:
    handler: a.b
    capacityProvider: default
",
        &[
            (
                "functions.named",
                &[
                    "capacity_provider = big",
                    "capacity -> provider.capacityProviders.big",
                    "memory = 2147483648~",
                    "timeout = 6~",
                ],
            ),
            ("functions.tuned", &["capacity_provider = big", "concurrency = 10", "scale_min = 3", "scale_max = 9"]),
            ("functions.elsewhere", &["capacity_provider = other", "capacity -> named other"]),
            ("functions.default", &["capacity_provider = default", "!capacity ->"]),
            ("provider.capacityProviders.big", &["capacity -", "lends instance_type = m7g.xlarge"]),
        ],
    );
}

#[test]
fn what_resources_lay_over_a_function_wins() {
    says(
        "
service: s
provider:
  name: aws
  timeout: 30
functions:
  send-mail:
    handler: a.b
    memorySize: 256
  other:
    handler: a.b
resources:
  Resources:
    SendDashmailLambdaFunction:
      Properties:
        Timeout: 60
        MemorySize: 512
        Tags:
          - {Key: DataClass, Value: PCI}
  extensions:
    SendDashmailLambdaFunction:
      Properties:
        MemorySize: 1024
        ReservedConcurrentExecutions: 7
",
        &[
            (
                "functions.send-mail",
                &["timeout = 60", "memory = 1073741824", "reserved_concurrency = 7", "tag DataClass=PCI"],
            ),
            ("functions.other", &["timeout = 30", "memory = 1073741824~"]),
        ],
    );
}

#[test]
fn a_value_from_elsewhere_says_where_it_came_through() {
    let found = inventory(
        "
service: s
provider: {name: aws, timeout: 30, memorySize: 512}
functions:
  f:
    handler: a.b
    memorySize: 256
resources:
  extensions:
    FLambdaFunction: {Properties: {EphemeralStorage: {Size: 1024}}}
",
    );
    let [function] = found.resources.as_slice() else { panic!("{}", found.resources.len()) };
    for (fact, expected) in [
        ("timeout", vec!["provider.timeout"]),
        ("memory", vec![]),
        ("ephemeral_storage", vec!["resources.extensions.FLambdaFunction"]),
    ] {
        assert_eq!(came_through(function, fact), expected, "{fact}");
    }
}

#[test]
fn stages_are_variants_of_everything() {
    says(
        "
service: s
provider:
  name: aws
  timeout: ${self:custom.timeout.${sls:stage}}
custom:
  timeout: {dev: 10, prod: 60}
  memory: {prod: 512}
  rates: {prod: [rate(1 minute)]}
functions:
  f:
    handler: a.b
    memorySize: ${self:custom.memory.${sls:stage}, null}
    events:
      - schedule:
          rate: rate(1 hour)
          enabled: ${self:custom.on.${sls:stage}, true}
",
        &[(
            "functions.f",
            &[
                "timeout = stage{dev: 10, prod: 60}",
                "memory = stage{dev: 1073741824~, prod: 536870912}",
                "tag STAGE=stage{dev: dev, prod: prod} (inherited)",
                "schedule = rate(1 hour)",
            ],
        )],
    );
}

//! ECS and Batch of a template: services, tasks, jobs, what they are placed on and what scales them.

use super::says;

#[test]
fn tasks_say_what_their_containers_ask_for() {
    says(
        r#"
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      Cpu: 1 vCPU
      Memory: "2048"
      NetworkMode: host
      PidMode: host
      EphemeralStorage: {SizeInGiB: 50}
      ContainerDefinitions:
        - Name: web
          Image: nginx
          Memory: 512
          Privileged: true
          EntryPoint: [sh]
          Command: [-c, serve]
          PortMappings: [{ContainerPort: 80}]
          LinuxParameters: {Capabilities: {Add: [SYS_ADMIN]}}
          MountPoints: [{ContainerPath: /data, SourceVolume: data}]
          Environment: [{Name: MODE, Value: fast}]
          Secrets: [{Name: KEY, ValueFrom: a}]
          ResourceRequirements: [{Type: GPU, Value: "2"}]
      Volumes:
        - {Name: data, EFSVolumeConfiguration: {FilesystemId: fs-1}}
        - {Name: sock, Host: {SourcePath: /var/run/docker.sock}}
        - {Name: scratch, Host: {}}
        - {Name: disk, ConfiguredAtLaunch: true}
        - {Name: kept, DockerVolumeConfiguration: {Scope: shared}}
"#,
        &[(
            "Task",
            &[
                "definition aws-ecs",
                "cpu = 1",
                "memory = 2147483648",
                "ephemeral_storage = 53687091200",
                "host_network = true",
                "host_pid = true",
                "privileged = true",
                "gpus = 2",
                "containers = [{capabilities: [SYS_ADMIN], command: [sh, -c, serve], environment_names: [MODE, KEY], \
                 gpus: 2, host_ports: [80], image: nginx, memory: 536870912, mounts: [/data], name: web, ports: [80], \
                 privileged: true}]",
                "volumes = [{kind: network, name: data}, {kind: host, name: sock, path: /var/run/docker.sock}, \
                 {kind: ephemeral, name: scratch}, {kind: block, name: disk}, {kind: host, name: kept}]",
                "lends cpu = 1",
            ],
        )],
    );
}

#[test]
fn services_are_placed_by_themselves_or_by_their_cluster() {
    says(
        r#"
Resources:
  Fargate:
    Type: AWS::ECS::Service
    Properties: {Cluster: main, LaunchType: FARGATE, DesiredCount: 3, TaskDefinition: "web:3"}
  Machines:
    Type: AWS::ECS::Service
    Properties:
      Cluster: main
      LaunchType: EC2
      SchedulingStrategy: DAEMON
      PlacementConstraints: [{Type: memberOf, Expression: 'attribute:ecs.instance-type == m6i.large'}]
  Managed:
    Type: AWS::ECS::Service
    Properties: {Cluster: main, CapacityProviderStrategy: [{CapacityProvider: managed, Weight: 1}]}
  Follows:
    Type: AWS::ECS::Service
    Properties: {Cluster: main, LoadBalancers: [{LoadBalancerName: front, ContainerName: web, ContainerPort: 80}]}
  Nowhere:
    Type: AWS::ECS::Service
    Properties: {LaunchType: FARGATE}
  Cluster:
    Type: AWS::ECS::Cluster
    Properties: {ClusterName: main}
  Associated:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: main
      CapacityProviders: [machines]
      DefaultCapacityProviderStrategy:
        - {CapacityProvider: FARGATE, Base: 1, Weight: 1}
        - {CapacityProvider: FARGATE_SPOT, Weight: 3}
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties:
      Name: managed
      ManagedInstancesProvider: {InstanceLaunchTemplate: {CapacityOptionType: SPOT}}
  MachineProvider:
    Type: AWS::ECS::CapacityProvider
    Properties: {Name: machines, AutoScalingGroupProvider: {AutoScalingGroupArn: nodes}}
  Nodes:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {AutoScalingGroupName: nodes, MinSize: "1", MaxSize: "3"}
  Plain:
    Type: AWS::ECS::Cluster
    Properties: {ClusterName: plain}
  Express:
    Type: AWS::ECS::ExpressGatewayService
    Properties:
      Cluster: plain
      Cpu: "1024"
      Memory: "2048"
      PrimaryContainer: {Image: nginx}
      ScalingTarget: {MinTaskCount: 1, MaxTaskCount: 20}
"#,
        &[
            (
                "Fargate",
                &[
                    "workload aws-ecs",
                    "capacity_kind = fargate",
                    "capacity_type = on-demand",
                    "instances = 3",
                    "capacity -> Cluster",
                ],
            ),
            (
                "Machines",
                &[
                    "capacity_kind = nodes",
                    "per_node = true",
                    "!capacity_type",
                    "capacity -> Cluster",
                    "capacity -> MachineProvider",
                ],
            ),
            ("Managed", &["capacity_provider = managed", "capacity -> Provider", "instances = 1~"]),
            ("Follows", &["!capacity_kind", "routes = [front]", "capacity -> Cluster", "!task definition"]),
            ("Nowhere", &["capacity -> ?the default cluster is not written here"]),
            (
                "Cluster",
                &[
                    "capacity -",
                    "lends capacity_kind = fargate",
                    "lends capacity_type = mixed",
                    "lends on_demand_base = 1",
                    "lends on_demand_percentage = 25",
                ],
            ),
            ("Provider", &["lends capacity_kind = managed-instances", "lends capacity_type = spot"]),
            ("MachineProvider", &["lends capacity_kind = nodes", "capacity -> Nodes"]),
            ("Plain", &["lends capacity_kind = nodes~"]),
            (
                "Express",
                &[
                    "workload aws-ecs",
                    "capacity_kind = fargate",
                    "cpu = 1",
                    "memory = 2147483648",
                    "scale_max = 20",
                    "containers = [{image: nginx}]",
                    "capacity -> Plain",
                ],
            ),
        ],
    );
}

#[test]
fn a_service_that_others_deploy_says_the_rest_in_sets_of_tasks() {
    says(
        r"
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: {ServiceName: blue, Cluster: main, DeploymentController: {Type: EXTERNAL}, DesiredCount: 2}
  Set:
    Type: AWS::ECS::TaskSet
    Properties: {Cluster: main, Service: blue, TaskDefinition: web, LaunchType: FARGATE}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: web, Memory: '512'}
",
        &[("Service", &["task definition -> Task", "capacity_kind = fargate", "instances = 2"])],
    );
}

#[test]
fn tasks_that_are_started_are_workloads() {
    says(
        r"
Resources:
  Nightly:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: nightly, Cpu: '256', Memory: '512'}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: cron(0 3 * * ? *)
      Targets:
        - Id: task
          Arn: arn:aws:ecs:eu-west-1:111122223333:cluster/main
          EcsParameters:
            TaskDefinitionArn: nightly
            LaunchType: FARGATE
            TaskCount: 2
            PlacementConstraints: [{Type: distinctInstance}, {Type: memberOf, Expression: 'attribute:zone == a'}]
  Hourly:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: hourly}
  Schedule:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 hour)
      Target:
        Arn: arn:aws:ecs:eu-west-1:111122223333:cluster/main
        EcsParameters:
          TaskDefinitionArn: hourly
          CapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 1}]
  Piped:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: piped}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      Source: arn:aws:sqs:eu-west-1:111122223333:jobs
      Target: arn:aws:ecs:eu-west-1:111122223333:cluster/main
      TargetParameters: {EcsTaskParameters: {TaskDefinitionArn: piped, LaunchType: FARGATE}}
  Run:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: run}
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        States:
          Run:
            Type: Task
            Resource: arn:aws:states:::ecs:runTask.sync
            Parameters: {LaunchType: FARGATE, TaskDefinition: !Ref Run, Cluster: main, Count: 3}
  Told:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: told}
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionS3Location: {Bucket: b, Key: flow.json}
      DefinitionSubstitutions: {Task: !Ref Told}
  Idle:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: idle}
",
        &[
            (
                "Nightly",
                &[
                    "workload aws-ecs",
                    "run_to_completion = true",
                    "capacity_kind = fargate",
                    "instances = 2",
                    "node_affinity = [?its placement constraints are not compared with those of others]",
                    "capacity -> named main",
                ],
            ),
            ("Hourly", &["workload aws-ecs", "capacity_type = spot", "instances = 1~"]),
            ("Piped", &["workload aws-ecs", "capacity_kind = fargate"]),
            (
                "Run",
                &[
                    "workload aws-ecs",
                    "run_to_completion = true",
                    "capacity_kind = fargate",
                    "instances = 3",
                    "capacity -> named main",
                ],
            ),
            ("Flow", &["trigger -> Run"]),
            (
                "Told",
                &[
                    "workload aws-ecs",
                    "capacity_kind = ?it stands in the text of a state machine's definition, which is not read",
                ],
            ),
            ("Idle", &["definition aws-ecs", "!run_to_completion"]),
        ],
    );
}

#[test]
fn jobs_say_what_they_run_on() {
    says(
        r#"
Resources:
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: container
      JobDefinitionName: render
      PlatformCapabilities: [FARGATE]
      Timeout: {AttemptDurationSeconds: 7200}
      ContainerProperties:
        Image: render
        Privileged: false
        EphemeralStorage: {SizeInGiB: 100}
        ResourceRequirements: [{Type: VCPU, Value: "4"}, {Type: MEMORY, Value: "8192"}, {Type: GPU, Value: "1"}]
        Volumes: [{Name: out, EfsVolumeConfiguration: {FileSystemId: fs-1}}]
  Several:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: container
      EcsProperties: {TaskProperties: [{Containers: [{Name: a, Image: one}, {Name: b, Image: two, Privileged: true}]}]}
  Nodes:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: multinode
      NodeProperties: {MainNode: 0, NumNodes: 2, NodeRangeProperties: [{TargetNodes: "0:", Container: {Image: mpi}}]}
  Pod:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: container
      EksProperties: {PodProperties: {Containers: [{Name: p, Image: pod, SecurityContext: {Privileged: true}}]}}
  Environment:
    Type: AWS::Batch::ComputeEnvironment
    Properties:
      Type: MANAGED
      ComputeResources: {Type: SPOT, MinvCpus: 0, MaxvCpus: 64, InstanceTypes: [p4d.24xlarge]}
"#,
        &[
            (
                "Job",
                &[
                    "workload aws-batch",
                    "run_to_completion = true",
                    "timeout = 7200",
                    "capacity_kind = fargate",
                    "cpu = 4",
                    "memory = 8589934592",
                    "gpus = 1",
                    "ephemeral_storage = 107374182400",
                    "privileged = false",
                    "volumes = [{kind: network, name: out}]",
                    "name = render",
                    "capacity -> Environment",
                ],
            ),
            (
                "Several",
                &["privileged = true", "containers = [{image: one, name: a}, {image: two, name: b, privileged: true}]"],
            ),
            ("Nodes", &["containers = [{image: mpi}]"]),
            (
                "Pod",
                &[
                    "containers = [{image: pod, name: p, privileged: true}]",
                    "privileged = true",
                    "host_network = true~",
                ],
            ),
            (
                "Environment",
                &[
                    "capacity -",
                    "capacity_kind = nodes",
                    "lends capacity_type = spot",
                    "lends instance_type = p4d.24xlarge",
                    "scale_max = 64",
                ],
            ),
        ],
    );
}

#[test]
fn a_job_is_placed_by_the_queue_that_a_rule_sends_it_to() {
    says(
        r"
Resources:
  Job:
    Type: AWS::Batch::JobDefinition
    Properties: {Type: container, JobDefinitionName: report}
  Unsent:
    Type: AWS::Batch::JobDefinition
    Properties: {Type: container, JobDefinitionName: unsent}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets: [{Id: job, Arn: queue, BatchParameters: {JobDefinition: report, JobName: report}}]
  Queue:
    Type: AWS::Batch::JobQueue
    Properties: {JobQueueName: queue, Priority: 1, ComputeEnvironmentOrder: [{Order: 1, ComputeEnvironment: fargate}]}
  Fargate:
    Type: AWS::Batch::ComputeEnvironment
    Properties: {ComputeEnvironmentName: fargate, Type: MANAGED, ComputeResources: {Type: FARGATE_SPOT, MaxvCpus: 8}}
  Other:
    Type: AWS::Batch::ComputeEnvironment
    Properties: {ComputeEnvironmentName: other, Type: MANAGED, ComputeResources: {Type: EC2, MaxvCpus: 8}}
",
        &[
            ("Job", &["capacity -> Fargate", "!capacity -> Other"]),
            ("Unsent", &["capacity -> ?the job's queue is chosen when it is submitted"]),
            ("Fargate", &["lends capacity_kind = fargate", "lends capacity_type = spot"]),
        ],
    );
}

#[test]
fn scalers_name_what_they_scale() {
    says(
        r"
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: service/main/web
      MinCapacity: 2
      MaxCapacity: 10
      ScheduledActions:
        - {ScheduledActionName: off, Schedule: cron(0 20 * * ? *), ScalableTargetAction: {MinCapacity: 0, MaxCapacity: 0}}
        - {ScheduledActionName: again, Schedule: cron(0 6 * * ? *), ScalableTargetAction: {MinCapacity: 2}}
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: p, PolicyType: TargetTrackingScaling, ServiceNamespace: ecs, ResourceId: service/main/web}
  Warm:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: lambda, ResourceId: 'function:pay:live', MinCapacity: 5, MaxCapacity: 50}
  Table:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: dynamodb, ResourceId: table/orders, MinCapacity: 5, MaxCapacity: 50}
  Pay:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: pay}
  Web:
    Type: AWS::ECS::Service
    Properties: {ServiceName: web, Cluster: main}
",
        &[
            (
                "Target",
                &[
                    "companion -",
                    "scaler -> Web",
                    "lends scale_min = 2",
                    "lends scale_max = 10",
                    "lends scaler = Application Auto Scaling",
                    "lends scale_schedule = cron(0 20 * * ? *); cron(0 6 * * ? *)",
                    "lends scale_to_zero_schedule = true",
                ],
            ),
            ("Policy", &["scaler -> Web", "lends scaler = Application Auto Scaling"]),
            ("Warm", &["scaler -> Pay", "lends provisioned_concurrency = 5", "!lends scale_min"]),
            ("Table", &["!scaler ->", "!lends scale_min"]),
        ],
    );
}

#[test]
fn references_lead_from_services_to_all_that_belongs_to_them() {
    says(
        r#"
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      CapacityProviders: [FARGATE, FARGATE_SPOT]
      DefaultCapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 1}]
  Web:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      LoadBalancers: [{TargetGroupArn: !Ref Group, ContainerName: web, ContainerPort: 80}]
  Other:
    Type: AWS::ECS::Service
    Properties: {Cluster: !GetAtt Cluster.Arn, TaskDefinition: !Ref Task}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {ContainerDefinitions: [{Name: web, Image: !Sub "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/web"}]}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, TargetType: ip, VpcId: vpc-1}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Balancer, Port: 443, DefaultActions: [{Type: fixed-response}]}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 1
      Actions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Group}]}}]
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Name: front}
  Substituted:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/${Web.Name}
      MinCapacity: 1
      MaxCapacity: 4
  Joined:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Join ["/", [service, !Ref Cluster, !GetAtt Other.Name]]
      MinCapacity: 1
      MaxCapacity: 4
  Literal:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/elsewhere
      MinCapacity: 1
      MaxCapacity: 4
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: p, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref Joined}
"#,
        &[
            ("Web", &["capacity -> Cluster", "task definition -> Task", "routes = [front]"]),
            ("Cluster", &["lends capacity_type = spot", "lends capacity_kind = fargate"]),
            ("Substituted", &["scaler -> Web", "lends scale_max = 4"]),
            ("Joined", &["scaler -> Other"]),
            ("Literal", &["scaler -> named elsewhere"]),
            ("Policy", &["scaler -> Other"]),
        ],
    );
}

#[test]
fn what_a_condition_decides_is_a_choice() {
    says(
        r"
Parameters:
  Cheap: {Type: String}
Conditions:
  IsCheap: !Equals [!Ref Cheap, 'yes']
Resources:
  Strategy:
    Type: AWS::ECS::Service
    Properties:
      Cluster: main
      DesiredCount: !If [IsCheap, 1, 3]
      CapacityProviderStrategy:
        - CapacityProvider: !If [IsCheap, FARGATE_SPOT, FARGATE]
          Weight: 1
  Launched:
    Type: AWS::ECS::Service
    Properties: {Cluster: main, LaunchType: !If [IsCheap, EC2, FARGATE]}
",
        &[
            (
                "Strategy",
                &[
                    "capacity_kind = IsCheap{true: fargate, false: fargate}",
                    "capacity_type = IsCheap{true: spot, false: on-demand}",
                    "instances = IsCheap{true: 1, false: 3}",
                ],
            ),
            ("Launched", &["capacity_kind = IsCheap{true: nodes, false: fargate}"]),
        ],
    );
}

//! Machines, groups and fleets of a template.

use super::says;

#[test]
fn machines_say_whose_hardware_they_are_on_and_how_they_are_bought() {
    says(
        r#"
Resources:
  Web:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: g5.xlarge
      ImageId: ami-0abcdef1234567890
      HostId: h-0abcdef1234567890
      UserData: |-
        #!/bin/sh
        yum install -y postgresql
      EnclaveOptions: {Enabled: true}
      BlockDeviceMappings:
        - {DeviceName: /dev/xvda, Ebs: {VolumeSize: 8}}
        - {DeviceName: /dev/sdf, Ebs: {VolumeSize: "100"}}
        - {DeviceName: /dev/sdb, VirtualName: ephemeral0}
      Tags: [{Key: DataClass, Value: PCI}]
  Plain:
    Type: AWS::EC2::Instance
    Properties: {InstanceType: t3.micro, Tenancy: dedicated}
  FromTemplate:
    Type: AWS::EC2::Instance
    Properties: {LaunchTemplate: {LaunchTemplateName: spot, Version: "1"}}
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateName: spot
      LaunchTemplateData:
        InstanceType: m7i.large
        Placement: {Tenancy: dedicated}
        InstanceMarketOptions: {MarketType: spot}
        CpuOptions: {AmdSevSnp: enabled}
        TagSpecifications:
          - {ResourceType: instance, Tags: [{Key: Team, Value: shop}]}
          - {ResourceType: network-interface, Tags: [{Key: Net, Value: a}]}
  ByRequirements:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {InstanceRequirements: {VCpuCount: {Min: 2}}, InstanceMarketOptions: {}}}
  Old:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {InstanceType: m4.large, ImageId: ami-1, SpotPrice: "0.1", PlacementTenancy: default}
  Small:
    Type: AWS::Lightsail::Instance
    Properties: {InstanceName: blog, BundleId: nano_3_0, BlueprintId: wordpress}
  Host:
    Type: AWS::EC2::Host
    Properties: {AvailabilityZone: eu-west-1a, InstanceType: m5.large}
"#,
        &[
            (
                "Web",
                &[
                    "workload aws-ec2",
                    "instance_type = g5.xlarge",
                    "gpus = ?>=1 how many accelerators g5.xlarge has is not written here",
                    "machine_image = ami-0abcdef1234567890",
                    "tenancy = host",
                    "dedicated_host = h-0abcdef1234567890",
                    "capacity_type = on-demand~",
                    "confidential = true",
                    "start_script = #!/bin/sh\nyum install -y postgresql",
                    "volumes = [{kind: root, path: /dev/xvda, size: 8589934592}, \
                     {kind: block, path: /dev/sdf, size: 107374182400}, \
                     {kind: ephemeral, name: ephemeral0, path: /dev/sdb}]",
                    "tag DataClass=PCI",
                    "instances = 1~",
                ],
            ),
            ("Plain", &["tenancy = dedicated", "capacity_type = on-demand~", "gpus = absent"]),
            ("FromTemplate", &["definition -> Template", "!capacity_type", "!tenancy"]),
            (
                "Template",
                &[
                    "definition aws-ec2",
                    "lends instance_type = m7i.large",
                    "lends tenancy = dedicated",
                    "lends capacity_type = spot",
                    "lends confidential = true",
                    "tag Team=shop",
                    "!tag Net",
                ],
            ),
            (
                "ByRequirements",
                &["instance_type = ?the machine's type is chosen by requirements", "capacity_type = spot~"],
            ),
            ("Old", &["definition aws-ec2", "lends capacity_type = spot", "lends tenancy = default"]),
            (
                "Small",
                &["workload aws-lightsail", "instance_type = nano_3_0", "machine_image = wordpress", "name = blog"],
            ),
            ("Host", &["companion -"]),
        ],
    );
}

#[test]
fn groups_say_what_they_start_and_how_they_scale() {
    says(
        r#"
Resources:
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      AutoScalingGroupName: web
      MinSize: "2"
      MaxSize: "10"
      TargetGroupARNs: [arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web]
      MixedInstancesPolicy:
        InstancesDistribution: {OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 25}
        LaunchTemplate:
          LaunchTemplateSpecification: {LaunchTemplateName: web, Version: "1"}
          Overrides: [{InstanceType: c7i.large}, {InstanceType: c6i.large}]
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateName: web, LaunchTemplateData: {InstanceType: c7i.large}}
  Copied:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: "1", MaxSize: "1", DesiredCapacity: "1", InstanceId: i-0abcdef1234567890}
  Off:
    Type: AWS::AutoScaling::ScheduledAction
    Properties: {AutoScalingGroupName: web, Recurrence: 0 20 * * *, MinSize: 0, MaxSize: 0}
  "On":
    Type: AWS::AutoScaling::ScheduledAction
    Properties: {AutoScalingGroupName: web, Recurrence: 0 6 * * *, MinSize: 2}
  Track:
    Type: AWS::AutoScaling::ScalingPolicy
    Properties: {AutoScalingGroupName: web, PolicyType: TargetTrackingScaling}
"#,
        &[
            (
                "Group",
                &[
                    "workload aws-autoscaling",
                    "group = true",
                    "instances = 2",
                    "scale_min = 2",
                    "scale_max = 10",
                    "capacity_type = mixed",
                    "on_demand_base = 1",
                    "on_demand_percentage = 25",
                    "instance_type = ?the group's policy allows several machine types",
                    "routes = [web]",
                    "lends capacity_kind = nodes",
                    "lends capacity_type = mixed",
                    "definition -> Template",
                ],
            ),
            ("Copied", &["definition -> ?the group copies a machine that is already there", "instances = 1"]),
            (
                "Off",
                &[
                    "companion -",
                    "scaler -> Group",
                    "lends scale_schedule = 0 20 * * *; 0 6 * * *",
                    "lends scale_to_zero_schedule = true",
                ],
            ),
            ("On", &["lends scale_schedule = 0 20 * * *; 0 6 * * *", "!lends scale_to_zero_schedule"]),
            ("Track", &["scaler -> Group", "lends scaler = Auto Scaling policies"]),
        ],
    );
}

#[test]
fn fleets_say_how_much_of_them_is_spot() {
    says(
        r#"
Resources:
  Fleet:
    Type: AWS::EC2::EC2Fleet
    Properties:
      Type: maintain
      TargetCapacitySpecification:
        {TotalTargetCapacity: 6, DefaultTargetCapacityType: spot, OnDemandTargetCapacity: 2}
      LaunchTemplateConfigs:
        - LaunchTemplateSpecification: {LaunchTemplateName: web, Version: "1"}
          Overrides: [{InstanceType: g5.xlarge}, {InstanceType: g5.xlarge}]
      TagSpecifications: [{ResourceType: instance, Tags: [{Key: Env, Value: prod}]}]
  Spots:
    Type: AWS::EC2::SpotFleet
    Properties:
      SpotFleetRequestConfigData:
        IamFleetRole: arn:aws:iam::111122223333:role/fleet
        TargetCapacity: 4
        LaunchSpecifications:
          - {ImageId: ami-1, InstanceType: m5.large}
          - {ImageId: ami-1, InstanceType: m6i.large}
        LoadBalancersConfig: {ClassicLoadBalancersConfig: {ClassicLoadBalancers: [{Name: front}]}}
"#,
        &[
            (
                "Fleet",
                &[
                    "workload aws-autoscaling",
                    "instances = 6",
                    "capacity_type = mixed",
                    "on_demand_base = 2",
                    "instance_type = g5.xlarge",
                    "gpus = ?>=1 how many accelerators g5.xlarge has is not written here",
                    "definition -> named web",
                    "tag Env=prod",
                ],
            ),
            (
                "Spots",
                &[
                    "capacity_type = spot",
                    "instances = 4",
                    "instance_type = ?the fleet allows several machine types",
                    "routes = [front]",
                ],
            ),
        ],
    );
}

#[test]
fn a_volume_that_is_attached_elsewhere_is_lent() {
    says(
        r"
Resources:
  Attached:
    Type: AWS::EC2::VolumeAttachment
    Properties: {Device: /dev/sdf, InstanceId: i-0abcdef1234567890, VolumeId: vol-1}
",
        &[("Attached", &["companion -", "lends volumes = [{kind: block, path: /dev/sdf}]"])],
    );
}

#[test]
fn beanstalk_keeps_everything_in_settings() {
    says(
        r#"
Resources:
  Shop:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: shop
      OptionSettings:
        - {Namespace: "aws:autoscaling:asg", OptionName: MinSize, Value: "2"}
        - {Namespace: "aws:autoscaling:asg", OptionName: MaxSize, Value: "6"}
        - {Namespace: "aws:autoscaling:launchconfiguration", OptionName: InstanceType, Value: t3.small}
        - {Namespace: "aws:ec2:instances", OptionName: EnableSpot, Value: "true"}
  Single:
    Type: AWS::ElasticBeanstalk::Environment
    Properties: {ApplicationName: shop, TemplateName: one}
  Template:
    Type: AWS::ElasticBeanstalk::ConfigurationTemplate
    Properties:
      ApplicationName: shop
      TemplateName: one
      OptionSettings:
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: EnvironmentType, Value: SingleInstance}
"#,
        &[
            (
                "Shop",
                &[
                    "workload aws-elastic-beanstalk",
                    "group = true",
                    "scale_min = 2",
                    "scale_max = 6",
                    "instance_type = t3.small",
                    "capacity_type = spot",
                ],
            ),
            ("Single", &["!scale_min", "definition -> named one"]),
            ("Template", &["definition aws-elastic-beanstalk", "lends instances = 1", "lends scale_max = 1"]),
        ],
    );
}

#[test]
fn nodes_of_eks_are_capacity_and_a_profile_takes_pods_over() {
    says(
        r#"
Resources:
  Cluster:
    Type: AWS::EKS::Cluster
    Properties: {Name: main, ComputeConfig: {Enabled: true, NodePools: [general-purpose]}}
  Nodes:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: main
      NodegroupName: spot
      CapacityType: SPOT
      InstanceTypes: [m6i.large]
      ScalingConfig: {MinSize: 1, DesiredSize: 2, MaxSize: 5}
      Labels: {team: shop}
      Taints: [{Key: dedicated, Value: shop, Effect: NO_SCHEDULE}, {Key: gpu, Effect: NO_EXECUTE}]
  Default:
    Type: AWS::EKS::Nodegroup
    Properties: {ClusterName: elsewhere}
  Profile:
    Type: AWS::EKS::FargateProfile
    Properties:
      ClusterName: main
      FargateProfileName: jobs
      Selectors:
        - {Namespace: batch, Labels: [{Key: tier, Value: job}]}
        - {Namespace: "tenant-*"}
"#,
        &[
            ("Cluster", &["capacity -", "lends capacity_kind = managed-instances"]),
            (
                "Nodes",
                &[
                    "capacity -",
                    "capacity_type = spot",
                    "instance_type = m6i.large",
                    "instances = 2",
                    "scale_min = 1",
                    "scale_max = 5",
                    "label team=shop",
                    "label eks.amazonaws.com/nodegroup=spot",
                    "label eks.amazonaws.com/capacityType=SPOT",
                    "lends autopilot = false~",
                    "lends taints = [dedicated=shop:NoSchedule, gpu:NoExecute]",
                    "capacity -> Cluster",
                ],
            ),
            (
                "Default",
                &[
                    "instance_type = t3.medium~",
                    "lends capacity_type = on-demand~",
                    "lends taints = []~",
                    "capacity -> named elsewhere",
                ],
            ),
            (
                "Profile",
                &[
                    "companion -",
                    "lends capacity_kind = fargate",
                    "lends capacity_profile = jobs",
                    "profile -> selected batch [(\"tier\", \"job\")]",
                    "profile -> ?its selector holds a pattern",
                ],
            ),
        ],
    );
}

#[test]
fn references_lead_from_machines_to_all_that_belongs_to_them() {
    says(
        r#"
Resources:
  Web:
    Type: AWS::EC2::Instance
    Properties:
      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}
      Volumes: [{Device: /dev/sdg, VolumeId: !Ref Disk}]
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        InstanceType: m7i.large
        UserData:
          Fn::Base64: !Sub |-
            #!/bin/sh
            echo ${AWS::Region} > /etc/region
  Disk:
    Type: AWS::EC2::Volume
    Properties: {Size: 100, AvailabilityZone: eu-west-1a}
  Attached:
    Type: AWS::EC2::VolumeAttachment
    Properties: {Device: /dev/sdf, InstanceId: !Ref Web, VolumeId: !Ref Disk}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, VpcId: vpc-1, Targets: [{Id: !Ref Web}, {Id: 10.0.0.1}]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Scheme: internal}
  Classic:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties: {Instances: [!Ref Web], Listeners: []}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "3"
      LaunchConfigurationName: !Ref Config
      TargetGroupARNs: [!Ref Targets]
  Config:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {InstanceType: t3.micro, ImageId: ami-1}
  Night:
    Type: AWS::AutoScaling::ScheduledAction
    Properties: {AutoScalingGroupName: !Ref Group, Recurrence: 0 20 * * *, DesiredCapacity: 0}
"#,
        &[
            ("Web", &["definition -> Template", "volumes = [{kind: block, path: /dev/sdg, size: 107374182400}]"]),
            (
                "Attached",
                &["configuration -> Web", "lends volumes = [{kind: block, path: /dev/sdf, size: 107374182400}]"],
            ),
            ("Template", &["lends start_script = #!/bin/sh\necho \u{FFFC} > /etc/region"]),
            ("Targets", &["companion -", "route -> Web", "lends routes = [Balancer]"]),
            ("Classic", &["route -> Web", "lends routes = [Classic]"]),
            ("Group", &["definition -> Config", "routes = [Balancer]"]),
            ("Night", &["scaler -> Group", "lends scale_to_zero_schedule = true"]),
        ],
    );
}

//! Front doors: which one a request comes through, and how long it waits where that is written.

use super::says;

#[test]
fn methods_of_rest_apis() {
    says(
        "
Parameters:
  Elsewhere: {Type: String}
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Edge: {Type: AWS::ApiGateway::RestApi, Properties: {Name: edge}}
  Regional:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: regional, EndpointConfiguration: {Types: [REGIONAL]}}
  Private:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: private, Parameters: {endpointConfigurationTypes: PRIVATE}}
  OnEdge:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Edge
      Integration:
        Type: AWS_PROXY
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations
  Waits:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Regional
      Integration:
        Type: AWS_PROXY
        TimeoutInMillis: 60000
        Uri: arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:pay/invocations
  OnPrivate:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Private
      Integration: {Type: AWS, Uri: !Sub 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations'}
  Async:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Edge
      Integration:
        Type: AWS
        RequestParameters: {integration.request.header.X-Amz-Invocation-Type: \"'Event'\"}
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations
  Imported:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Elsewhere
      Integration: {Type: AWS_PROXY, Uri: !Sub 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations'}
  Mock: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Edge, Integration: {Type: MOCK}}}
  Proxy:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Edge, Integration: {Type: HTTP_PROXY, Uri: 'https://example.com/pay'}}
  Allowed:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Pay, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com}
  Other: {Type: AWS::Lambda::Function, Properties: {FunctionName: other}}
  AllowedOther:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Other, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com}
  Streamed:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Edge
      Integration:
        Type: AWS_PROXY
        ResponseTransferMode: STREAM
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/${Pay.Arn}/response-streaming-invocations
  Guard: {Type: AWS::Lambda::Function, Properties: {FunctionName: guard}}
  Guarded:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Edge
      Type: TOKEN
      AuthorizerUri: !Sub arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Guard.Arn}/invocations
  AllowedGuard:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Guard, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com}
  AllowedAuthorizer:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Other
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:eu-west-1:111122223333:${Elsewhere}/authorizers/a1b2c3
",
        &[
            (
                "OnEdge",
                &["trigger -> Pay", "lends triggers = [{door: rest-api-edge~, kind: http, name: OnEdge, sync: true}]"],
            ),
            (
                "Waits",
                &[
                    "trigger -> Pay",
                    "lends triggers = [{door: rest-api, kind: http, name: Waits, sync: true, timeout: 60}]",
                ],
            ),
            ("OnPrivate", &["lends triggers = [{door: rest-api, kind: http, name: OnPrivate, sync: true}]"]),
            ("Async", &["trigger -> Pay", "lends triggers = [{kind: http, name: Async, sync: false}]"]),
            (
                "Imported",
                &["lends triggers = [{door: ?its API is not written in this template, kind: http, \
                   name: Imported, sync: true}]"],
            ),
            ("Mock", &["!trigger", "!lends"]),
            ("Proxy", &["!trigger", "!lends"]),
            // The methods say more of the same.
            ("Allowed", &["trigger -> Pay", "!lends"]),
            ("AllowedGuard", &["trigger -> Guard", "!lends"]),
            ("Guarded", &["lends triggers = [{kind: direct, name: Guarded, sync: true}]"]),
            ("AllowedAuthorizer", &["lends triggers = [{kind: direct, name: AllowedAuthorizer, sync: true}]"]),
            ("Streamed", &["lends triggers = [{door: rest-api~, kind: http, name: Streamed, sync: true}]"]),
            ("AllowedOther", &["lends triggers = [{kind: http, name: AllowedOther, sync: true}]"]),
        ],
    );
}

#[test]
fn http_and_websocket_apis_urls_and_balancers() {
    says(
        "
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Http: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP}}
  Socket: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET}}
  Quick: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: quick, ProtocolType: HTTP, Target: !GetAtt Pay.Arn}}
  OnHttp:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {ApiId: !Ref Http, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Pay.Arn, TimeoutInMillis: 10000}
  OnSocket:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Socket
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Pay, AuthType: NONE}}
  Asked:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties: {ApiId: !Ref Http, AuthorizerType: REQUEST, AuthorizerUri: !GetAtt Pay.Arn, Name: a}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: '120'}]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Pay.Arn}]}
  Loose:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Pay.Arn}]}
",
        &[
            ("Quick", &["lends triggers = [{door: http-api, kind: http, name: Quick, sync: true}]"]),
            ("OnHttp", &["lends triggers = [{door: http-api, kind: http, name: OnHttp, sync: true, timeout: 10}]"]),
            ("OnSocket", &["lends triggers = [{door: websocket-api, kind: websocket, name: OnSocket, sync: true}]"]),
            ("Url", &["lends triggers = [{door: function-url, kind: http, name: Url, sync: true}]"]),
            ("Asked", &["lends triggers = [{kind: direct, name: Asked, sync: true}]"]),
            ("Group", &["lends triggers = [{door: load-balancer, kind: http, name: Group, sync: true, timeout: 120}]"]),
            ("Loose", &["lends triggers = [{door: load-balancer, kind: http, name: Loose, sync: true}]"]),
        ],
    );
}

#[test]
fn described_apis_are_read_operation_by_operation() {
    says(
        "
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Mail: {Type: AWS::Lambda::Function, Properties: {FunctionName: mail}}
  Shop:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {Types: [REGIONAL]}
      Body:
        openapi: 3.0.1
        paths:
          /pay:
            post:
              x-amazon-apigateway-integration:
                type: aws_proxy
                timeoutInMillis: 5000
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations
          /mail:
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration:
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Mail.Arn}/invocations
            options: {x-amazon-apigateway-integration: {type: mock}}
        components:
          securitySchemes:
            token:
              x-amazon-apigateway-authorizer:
                type: token
                authorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Mail.Arn}/invocations
  Http:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body:
        paths:
          /: {get: {x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/pay'}}}
        components:
          x-amazon-apigateway-integrations:
            pay: {type: AWS_PROXY, uri: !GetAtt Pay.Arn, payloadFormatVersion: '2.0'}
  Away: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}
",
        &[
            (
                "Shop/pay.post",
                &[
                    "trigger -> Pay",
                    "lends triggers = [{door: rest-api, kind: http, name: Shop/pay.post, sync: true, timeout: 5}]",
                ],
            ),
            (
                "Shop/mail.x-amazon-apigateway-any-method",
                &[
                    "trigger -> Mail",
                    "lends triggers = [{door: rest-api, kind: http, \
                     name: Shop/mail.x-amazon-apigateway-any-method, sync: true}]",
                ],
            ),
            ("Shop", &["trigger -> Mail", "lends triggers = [{kind: direct, name: Shop, sync: true}]"]),
            (
                "Http/.get",
                &["trigger -> Pay", "lends triggers = [{door: http-api~, kind: http~, name: Http/.get, sync: true}]"],
            ),
            ("Away", &["trigger -> ?its description stands in another file"]),
        ],
    );
}

// What `azd up` provisions for the AppHost's Azure target: one resource group with queues, artifacts, registry, monitoring and the container apps
// environment with GPUs; on request a scale set of GPU virtual machines, for learners over several GPUs and their NCCL.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Names the environment and its resource group.')
param environmentName string

@description('A region that has the GPUs asked for.')
param location string

@description('The user or service principal that deploys: it may read and write artifacts and push images. Empty for none.')
param principalId string = ''

@allowed(['Consumption-GPU-NC24-A100', 'Consumption-GPU-NC8as-T4'])
@description('The GPU of the container apps.')
param gpuProfile string = 'Consumption-GPU-NC24-A100'

@allowed(['Balanced_B0', 'Balanced_B1', 'Balanced_B3', 'Balanced_B5'])
@description('The size of Azure Managed Redis; queues hold token ids and results, no weights.')
param redisSku string = 'Balanced_B1'

@minValue(0)
@maxValue(16)
@description('GPU virtual machines, 0 for none.')
param gpuVmCount int = 0

@allowed(['Standard_NC24ads_A100_v4', 'Standard_NC48ads_A100_v4', 'Standard_NC96ads_A100_v4', 'Standard_NC40ads_H100_v5', 'Standard_NC80adis_H100_v5', 'Standard_ND96isr_H100_v5'])
param gpuVmSize string = 'Standard_NC24ads_A100_v4'

@description('An OpenSSH public key for the virtual machines; needed when there are any.')
param gpuVmSshKey string = ''

@description('The worker image that the virtual machines run, without the registry: aspireif-learner:1')
param gpuVmImage string = ''

@description('The run that the virtual machines work for.')
param runId string = 'main'

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    principalId: principalId
    gpuProfile: gpuProfile
    redisSku: redisSku
    gpuVmCount: gpuVmCount
    gpuVmSize: gpuVmSize
    gpuVmSshKey: gpuVmSshKey
    gpuVmImage: gpuVmImage
    runId: runId
  }
}

// azd puts outputs into its environment under these names. The AppHost's manifest asks for {resource.outputs.name}, which azd reads as RESOURCE_NAME.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = resources.outputs.registryEndpoint
output APPS_ACR_NAME string = resources.outputs.registryName
output APPS_ACR_LOGINSERVER string = resources.outputs.registryEndpoint
output APPS_AZURE_CONTAINER_REGISTRY_NAME string = resources.outputs.registryName
output APPS_AZURE_CONTAINER_REGISTRY_ENDPOINT string = resources.outputs.registryEndpoint
output APPS_AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = resources.outputs.identityId
output APPS_AZURE_CONTAINER_APPS_ENVIRONMENT_NAME string = resources.outputs.appsName
output APPS_AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = resources.outputs.appsId
output APPS_AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = resources.outputs.appsDomain
output STORAGE_NAME string = resources.outputs.storageName
output STORAGE_BLOBENDPOINT string = resources.outputs.blobEndpoint
output REDIS_NAME string = resources.outputs.redisName
output REDIS_HOSTNAME string = resources.outputs.redisHost
output REDIS_KV_NAME string = resources.outputs.vaultName
output REDIS_KV_VAULTURI string = resources.outputs.vaultUri
output INSIGHTS_APPINSIGHTSCONNECTIONSTRING string = resources.outputs.insightsConnectionString
output LOGS_LOGANALYTICSWORKSPACEID string = resources.outputs.logsId
output MONITOR_IDENTITY_ID string = resources.outputs.identityId
output MONITOR_IDENTITY_CLIENTID string = resources.outputs.identityClientId
output LEARNER_IDENTITY_ID string = resources.outputs.identityId
output LEARNER_IDENTITY_CLIENTID string = resources.outputs.identityClientId
output DATAPREP_IDENTITY_ID string = resources.outputs.identityId
output DATAPREP_IDENTITY_CLIENTID string = resources.outputs.identityClientId
output REWARD_TRAINER_IDENTITY_ID string = resources.outputs.identityId
output REWARD_TRAINER_IDENTITY_CLIENTID string = resources.outputs.identityClientId
output ROLLOUT_IDENTITY_ID string = resources.outputs.identityId
output ROLLOUT_IDENTITY_CLIENTID string = resources.outputs.identityClientId

// The resources of one environment, and who may use what.
param location string
param tags object
param principalId string
param gpuProfile string
param redisSku string
param gpuVmCount int
param gpuVmSize string
param gpuVmSshKey string
param gpuVmImage string
param runId string

var suffix = uniqueString(resourceGroup().id)

module identity 'modules/identity.bicep' = {
  params: { location: location, tags: tags, name: 'id-workers-${suffix}' }
}

module monitoring 'modules/monitoring.bicep' = {
  params: { location: location, tags: tags, suffix: suffix, identityPrincipalId: identity.outputs.principalId }
}

module registry 'modules/registry.bicep' = {
  params: { location: location, tags: tags, name: 'acr${suffix}', identityPrincipalId: identity.outputs.principalId, userPrincipalId: principalId }
}

module storage 'modules/storage.bicep' = {
  params: { location: location, tags: tags, name: 'st${suffix}', identityPrincipalId: identity.outputs.principalId, userPrincipalId: principalId }
}

module redis 'modules/redis.bicep' = {
  params: { location: location, tags: tags, suffix: suffix, sku: redisSku, identityPrincipalId: identity.outputs.principalId }
}

module network 'modules/network.bicep' = {
  params: { location: location, tags: tags, suffix: suffix }
}

module apps 'modules/apps.bicep' = {
  params: {
    location: location
    tags: tags
    name: 'cae-${suffix}'
    logsName: monitoring.outputs.logsName
    gpuProfile: gpuProfile
    subnetId: network.outputs.appsSubnetId
  }
}

module gpuMachines 'modules/gpu-vmss.bicep' = if (gpuVmCount > 0) {
  params: {
    location: location
    tags: tags
    suffix: suffix
    count: gpuVmCount
    size: gpuVmSize
    sshKey: gpuVmSshKey
    image: gpuVmImage
    registry: registry.outputs.loginServer
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: network.outputs.machinesSubnetId
    blobEndpoint: storage.outputs.blobEndpoint
    vaultName: redis.outputs.vaultName
    redisSecretName: redis.outputs.secretName
    runId: runId
  }
}

output identityId string = identity.outputs.id
output identityClientId string = identity.outputs.clientId
output registryName string = registry.outputs.name
output registryEndpoint string = registry.outputs.loginServer
output storageName string = storage.outputs.name
output blobEndpoint string = storage.outputs.blobEndpoint
output redisName string = redis.outputs.name
output redisHost string = redis.outputs.hostName
output vaultName string = redis.outputs.vaultName
output vaultUri string = redis.outputs.vaultUri
output logsId string = monitoring.outputs.logsId
output insightsConnectionString string = monitoring.outputs.insightsConnectionString
output appsName string = apps.outputs.name
output appsId string = apps.outputs.id
output appsDomain string = apps.outputs.defaultDomain

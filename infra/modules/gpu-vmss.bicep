// GPU machines that take a run's work like any other worker: the driver comes as an extension, containers and the worker by cloud-init.
param location string
param tags object
param suffix string
param count int
param size string
@minLength(1)
@description('An OpenSSH public key.')
param sshKey string
@minLength(1)
@description('The worker image, without the registry.')
param image string
param registry string
@description('Who may log in over SSH, from inside the network.')
param adminUser string = 'aspireif'
param identityId string
param identityClientId string
param subnetId string
param blobEndpoint string
param vaultName string
param redisSecretName string
param runId string

@minValue(64)
param osDiskGigabytes int = 256

var settings = {
  '@IMAGE@': '${registry}/${image}'
  '@REGISTRY@': registry
  '@CLIENT_ID@': identityClientId
  '@BLOB_ENDPOINT@': blobEndpoint
  '@VAULT@': vaultName
  '@SECRET@': redisSecretName
  '@RUN_ID@': runId
}
var cloudInit = reduce(items(settings), loadTextContent('gpu-vm.cloud-init.yaml'), (text, setting) => replace(text, setting.key, setting.value))

resource machines 'Microsoft.Compute/virtualMachineScaleSets@2024-11-01' = {
  name: 'vmss-gpu-${suffix}'
  location: location
  tags: tags
  sku: {
    name: size
    tier: 'Standard'
    capacity: count
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    orchestrationMode: 'Uniform'
    overprovision: false
    // NCCL wants machines that are near each other.
    singlePlacementGroup: true
    upgradePolicy: { mode: 'Manual' }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'gpu'
        adminUsername: adminUser
        customData: base64(cloudInit)
        linuxConfiguration: {
          disablePasswordAuthentication: true
          ssh: { publicKeys: [{ path: '/home/${adminUser}/.ssh/authorized_keys', keyData: sshKey }] }
        }
      }
      storageProfile: {
        imageReference: {
          publisher: 'Canonical'
          offer: 'ubuntu-24_04-lts'
          sku: 'server'
          version: 'latest'
        }
        osDisk: {
          createOption: 'FromImage'
          caching: 'ReadWrite'
          diskSizeGB: osDiskGigabytes
          managedDisk: { storageAccountType: 'Premium_LRS' }
        }
      }
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'nic'
            properties: {
              primary: true
              enableAcceleratedNetworking: true
              ipConfigurations: [{ name: 'ip', properties: { subnet: { id: subnetId } } }]
            }
          }
        ]
      }
      extensionProfile: {
        extensions: [
          {
            name: 'NvidiaGpuDriverLinux'
            properties: {
              publisher: 'Microsoft.HpcCompute'
              type: 'NvidiaGpuDriverLinux'
              typeHandlerVersion: '1.11'
              autoUpgradeMinorVersion: true
              settings: {}
            }
          }
        ]
      }
    }
  }
}

output id string = machines.id
